package io.twinbox.delivery;

import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One topic: the lanes that could go on, how many attempts are on their way, and whether its
 * destination is closed for a while. Not thread-safe.
 */
final class TopicLine {
  private static final int DOUBLINGS = 20;

  /** A busy topic is tried again as soon as it should have a place; not sooner than this. */
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  final Deque<LaneLine> ready = new ArrayDeque<>();
  int running;

  /** Entries were put off because all places of the topic were taken. */
  boolean congested;

  /** Its last attempt outlasted the patience: batches do not wait for the next one. */
  boolean slow;

  /** Its last attempt was given up at the limit: it gets fewer places. */
  private boolean hangs;

  /** A probe said that it is there, and no attempt was answered since. */
  private boolean opened;

  private final LaneOptions options;
  private long closedUntil;
  private PublishResult.@Nullable Postpone closedBy;
  private int outages;
  private long outageAt;
  private int shortPauses;
  private long shortPauseAt;
  private double nanosPerAttempt;
  private long appointed = Long.MIN_VALUE / 2;

  TopicLine(LaneOptions options) {
    this.options = options;
    this.nanosPerAttempt = (double) options.patience().toNanos();
  }

  /**
   * Whether one more of its entries may be tried. After an outage one goes first; what hangs takes
   * a quarter of its places.
   */
  boolean hasPlace() {
    return running < places();
  }

  /** Whether it could start one more besides those that wait for it already. */
  boolean takesMore() {
    return running + ready.size() < places();
  }

  private int places() {
    if (outages > 0) {
      return 1;
    }
    return hangs ? Math.max(1, options.perTopic() / 4) : options.perTopic();
  }

  /** Why and for how long nothing is tried; null if it is. */
  PublishResult.@Nullable Postpone closed(long now) {
    if (closedBy == null || now - closedUntil >= 0) {
      return null;
    }
    Duration left = Duration.ofNanos(closedUntil - now);
    return new PublishResult.Postpone(closedBy.reason(), closedBy.errorClass(), left);
  }

  /** Whether nothing would be forgotten with this object. */
  boolean idle(long now) {
    return running == 0
        && ready.isEmpty()
        && outages == 0
        && closed(now) == null
        && !congested
        && !slow;
  }

  /** The destination answered, and did not ask for a pause. */
  void flows() {
    shortPauses = 0;
  }

  /** The destination answered, or was given up. */
  void answered(long nanos) {
    outages = 0;
    opened = false;
    slow = nanos > options.patience().toNanos();
    hangs = nanos > options.attemptLimit().toNanos();
    nanosPerAttempt = 0.8 * nanosPerAttempt + 0.2 * (double) nanos;
  }

  void clear() {
    ready.clear();
    running = 0;
    congested = false;
  }

  /** Somebody found it to be there. One goes first, to see whether it can be used as well. */
  void open() {
    closedBy = null;
    opened = true;
  }

  /**
   * Why it cannot be used, although it was said to be there; null if it can or nothing was said.
   */
  PublishResult.@Nullable Postpone closedAfterAll(long now) {
    return opened ? closed(now) : null;
  }

  /**
   * The destination wants nothing for a while, for the reason it gave for this entry.
   *
   * @param since when the attempt began: pauses that were asked for together count as one
   * @return what becomes of the entry: it waits as long as the topic does
   */
  PublishResult close(Answer.Pause asked, long since, long now) {
    outages = 1; // afterwards one goes first
    outageAt = now;
    Duration pause = notTooShort(asked.pause(), since, now);
    if (asked.result() instanceof PublishResult.Postpone postpone) {
      close(postpone.reason(), postpone.errorClass(), pause, now);
      return new PublishResult.Postpone(
          postpone.reason(), postpone.errorClass(), longer(postpone.after(), pause));
    }
    if (asked.result() instanceof PublishResult.Retry retry) {
      close(retry.reason(), retry.errorClass(), pause, now);
      Duration after = retry.after() == null ? pause : longer(retry.after(), pause);
      return new PublishResult.Retry(retry.reason(), retry.errorClass(), after);
    }
    close("the destination asked for a pause", "Pause", pause, now);
    return asked.result();
  }

  /**
   * Who asks for no pause, or for one that is over, would be asked again at once and for ever. What
   * is not longer than the pause that is due becomes that, and the next one due is twice as long.
   */
  private Duration notTooShort(Duration asked, long since, long now) {
    Duration due = doubled(shortPauses);
    if (asked.compareTo(due) > 0) {
      shortPauses = 0;
      return asked;
    }
    if (shortPauses == 0 || since - shortPauseAt > 0) {
      shortPauses++;
      shortPauseAt = now;
      return due;
    }
    return longer(asked, doubled(shortPauses - 1));
  }

  /** The first pause, doubled so often, and not beyond the longest. */
  private Duration doubled(int times) {
    double grown =
        (double) options.firstPause().toNanos() * Math.pow(2, Math.min(times, DOUBLINGS));
    return Duration.ofNanos(Math.round(Math.min(grown, (double) options.longestPause().toNanos())));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private void close(String reason, String errorClass, Duration pause, long now) {
    long until = now + pause.toNanos();
    if (closed(now) == null || until - closedUntil > 0) {
      closedUntil = until;
      closedBy = new PublishResult.Postpone(reason, errorClass, pause);
    }
  }

  /**
   * The destination could not be reached.
   *
   * @param since when the attempt began: attempts that failed together count as one
   */
  void outage(Answer.Outage outage, long since, long now, RandomGenerator random) {
    if (outages == 0 || since - outageAt > 0) {
      outages++;
      outageAt = now;
      double grown = (double) doubled(outages - 1).toNanos();
      long pause = Math.round(grown * (1 - 0.2 * random.nextDouble()));
      close(outage.reason(), outage.errorClass(), Duration.ofNanos(pause), now);
    }
  }

  /** When a lane that found no place may hope for one: each gets a time of its own. */
  Duration appointment(long now) {
    long longest = options.longestPause().toNanos();
    long last = appointed - now > 0 ? appointed : now;
    appointed = Math.min(last + Math.round(nanosPerAttempt / places()), now + longest);
    return longer(Duration.ofNanos(appointed - now), SHORTEST_WAIT);
  }
}
