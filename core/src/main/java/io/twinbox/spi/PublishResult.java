package io.twinbox.spi;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of one entry that was handed to a {@link MessagePublisher}. */
public sealed interface PublishResult {

  /** The destination acknowledged the entry durably. */
  record Published() implements PublishResult {
    /** The only instance needed. */
    public static final Published INSTANCE = new Published();
  }

  /**
   * The entry (or its whole topic) cannot be published for now: unknown topic, not authorised, a
   * 5xx of one endpoint. Its lane is parked and tried again; all other lanes flow.
   *
   * @param reason a sentence for the operator; never the payload
   * @param errorClass short stable name of the cause, for grouping
   * @param after wait at least this long, because the destination said so; null = the relay's own
   *     backoff
   */
  record Retry(String reason, String errorClass, @Nullable Duration after)
      implements PublishResult {
    public Retry {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(errorClass, "errorClass");
    }
  }

  /**
   * The entry was not tried, or nothing of it can have reached the destination: its endpoint is
   * down, disabled, busy, or asked for a pause. Its lane is parked and tried again; no attempt is
   * counted, however often. All other lanes flow.
   *
   * @param reason a sentence for the operator; never the payload
   * @param errorClass short stable name of the cause, for grouping
   * @param after wait this long; the relay adds no backoff of its own
   */
  record Postpone(String reason, String errorClass, Duration after) implements PublishResult {
    public Postpone {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(errorClass, "errorClass");
      Objects.requireNonNull(after, "after");
    }
  }

  /**
   * Not a result yet: the attempt takes long, and its batch should not wait for it. The entry's
   * lane is set aside while the attempt goes on; its result is reported later, by the same index.
   * Said at most once per entry, and only of one that nothing in its lane stands before.
   *
   * <p>No attempt is counted before the result is there. If nobody lives to report it, the next
   * owner tries the entry again, once {@code atMost} has passed.
   *
   * @param reason a sentence for the operator; never the payload
   * @param errorClass short stable name of the cause, for grouping
   * @param atMost how long the attempt can still take before the publisher itself gives it up
   */
  record UnderWay(String reason, String errorClass, Duration atMost) implements PublishResult {
    public UnderWay {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(errorClass, "errorClass");
      Objects.requireNonNull(atMost, "atMost");
    }
  }

  /**
   * The destination will never take this entry: too large, illegal, refused with a 4xx. It becomes
   * a dead letter at once.
   *
   * @param reason a sentence for the operator; never the payload
   * @param errorClass short stable name of the cause, for grouping
   */
  record Reject(String reason, String errorClass) implements PublishResult {
    public Reject {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(errorClass, "errorClass");
    }
  }
}
