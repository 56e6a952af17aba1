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
