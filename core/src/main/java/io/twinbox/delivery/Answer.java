package io.twinbox.delivery;

import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.Objects;

/** What an attempt says about its entry, and about the topic it belongs to. */
public sealed interface Answer {
  /** The destination took the entry. */
  Answer PUBLISHED = new Entry(PublishResult.Published.INSTANCE);

  /**
   * About this entry only: the topic's destination answers.
   *
   * @param result of the entry
   */
  record Entry(PublishResult result) implements Answer {
    public Entry {
      Objects.requireNonNull(result, "result");
    }
  }

  /**
   * The destination wants nothing for a while: nothing more of the topic is tried until then.
   *
   * @param result of the entry; it waits as long as the topic does, if that is longer
   * @param pause from now on. One that is not longer than {@link LaneOptions#firstPause} becomes
   *     that, and doubles each time in a row, as after an outage
   */
  record Pause(PublishResult result, Duration pause) implements Answer {
    public Pause {
      Objects.requireNonNull(result, "result");
      Objects.requireNonNull(pause, "pause");
    }
  }

  /**
   * The destination cannot be reached, and nothing of the entry can have arrived. Nobody's attempt
   * is counted; the topic is tried again with one entry, ever more rarely.
   *
   * @param reason a sentence for the operator
   * @param errorClass short stable name of the cause, for grouping
   */
  record Outage(String reason, String errorClass) implements Answer {
    public Outage {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(errorClass, "errorClass");
    }
  }

  /** Fails for now; counted as an attempt. */
  static Answer retry(String reason, String errorClass) {
    return new Entry(new PublishResult.Retry(reason, errorClass, null));
  }

  /** Fails for good. */
  static Answer reject(String reason, String errorClass) {
    return new Entry(new PublishResult.Reject(reason, errorClass));
  }
}
