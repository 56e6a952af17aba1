package io.twinbox.spring;

import io.twinbox.TwinboxException;
import java.util.UUID;

/** A message was not published: it does not exist, or waits, or is a dead letter. */
public final class NotPublishedException extends TwinboxException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public NotPublishedException(UUID id, Reason reason, String detail) {
    super("Message " + id + " is not published. " + reason.sentence() + detail, null);
    this.reason = reason;
  }

  /** Why not. */
  public Reason reason() {
    return reason;
  }

  /** Why a message was not published. */
  public enum Reason {
    /** Its transaction was rolled back: it does not exist. */
    ROLLED_BACK("Its transaction was rolled back."),
    /** Its entry failed and is tried again. */
    PARKED("It is parked and tried again: "),
    /** Its entry was given up. */
    DEAD("It is a dead letter: ");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    String sentence() {
      return sentence;
    }
  }
}
