package io.twinbox.inbox;

import io.twinbox.InvalidOptionsException;
import io.twinbox.RecordFault;
import io.twinbox.RetryPolicy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How a consumer works. Immutable; {@link #DEFAULT} suits most.
 *
 * @param mode inline, or store first
 * @param order whether a record that fails holds up later ones of its key
 * @param chunkRecords most records of one transaction, 1 to 10,000
 * @param chunkBytes keys, values and headers of a transaction stop at this sum of bytes, 1 KiB or
 *     more. About four chunks are in memory at once
 * @param chunkTime how long a transaction should take: chunks shrink while they take longer, 10 ms
 *     to 1 minute
 * @param handlerTimeLimit a call of a handler that takes longer is interrupted, 100 ms to 1 hour
 * @param maxValueBytes a larger value is refused, 1 or more
 * @param retry when failed records are tried again
 * @param maxCrashes a record during whose handling the process has died this often becomes a dead
 *     letter, 1 to 100. Inline one or two deaths more find out which record it is
 * @param notWorthRetrying a record whose handler throws one of these becomes a dead letter at once
 * @param refusals what becomes of records that cannot be handled; faults not named become dead
 *     letters. Of {@link #REFUSABLE} faults only
 * @param workers store first: threads that handle stored records, 1 to 64. Inline, one thread
 *     handles what was parked
 * @param backlogLimit store first: no records are read while this many wait, 1 to 1,000,000
 * @param revokeTimeout how long a partition that is taken away is kept for a chunk under way, 0 to
 *     1 minute. Afterwards the chunk ends by itself; its records may be delivered to the next owner
 *     too, who finds them in the ledger
 */
public record InboxOptions(
    InboxMode mode,
    KeyOrder order,
    int chunkRecords,
    long chunkBytes,
    Duration chunkTime,
    Duration handlerTimeLimit,
    int maxValueBytes,
    RetryPolicy retry,
    int maxCrashes,
    Set<Class<? extends Throwable>> notWorthRetrying,
    Map<RecordFault, Refusal> refusals,
    int workers,
    int backlogLimit,
    Duration revokeTimeout) {

  /** The faults for which {@link #refusals} can say what to do. */
  public static final Set<RecordFault> REFUSABLE =
      Set.of(
          RecordFault.UNIDENTIFIED,
          RecordFault.UNKNOWN_TYPE,
          RecordFault.UNDECODABLE,
          RecordFault.NO_VALUE,
          RecordFault.TOO_LARGE,
          RecordFault.TOO_OLD,
          RecordFault.CONFLICT);

  /** The defaults. */
  public static final InboxOptions DEFAULT =
      new InboxOptions(
          InboxMode.INLINE,
          KeyOrder.ORDERED,
          1_000,
          4L * 1024 * 1024,
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          8 * 1024 * 1024,
          RetryPolicy.DEFAULT,
          3,
          Set.of(),
          Map.of(),
          4,
          100_000,
          Duration.ofSeconds(5));

  public InboxOptions {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(chunkTime, "chunkTime");
    Objects.requireNonNull(handlerTimeLimit, "handlerTimeLimit");
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(revokeTimeout, "revokeTimeout");
    notWorthRetrying = Set.copyOf(notWorthRetrying);
    refusals = Map.copyOf(refusals);
    InvalidOptionsException.Faults faults = new InvalidOptionsException.Faults();
    faults.within("chunkRecords", chunkRecords, 1, 10_000);
    faults.within("chunkBytes", chunkBytes, 1024, Long.MAX_VALUE);
    faults.within("chunkTime", chunkTime, Duration.ofMillis(10), Duration.ofMinutes(1));
    faults.within(
        "handlerTimeLimit", handlerTimeLimit, Duration.ofMillis(100), Duration.ofHours(1));
    faults.within("maxValueBytes", maxValueBytes, 1, Integer.MAX_VALUE);
    faults.within("maxCrashes", maxCrashes, 1, 100);
    faults.within("workers", workers, 1, 64);
    faults.within("backlogLimit", backlogLimit, 1, 1_000_000);
    faults.within("revokeTimeout", revokeTimeout, Duration.ZERO, Duration.ofMinutes(1));
    for (RecordFault fault : refusals.keySet()) {
      faults.require(
          REFUSABLE.contains(fault),
          "refusals must name "
              + EnumSet.copyOf(REFUSABLE)
              + " only, names "
              + fault
              + ": retry and notWorthRetrying are for that");
    }
    faults.throwIfAny();
  }

  /** What becomes of a record with such a fault. */
  Refusal refusal(RecordFault fault) {
    return refusals.getOrDefault(fault, Refusal.DEAD_LETTER);
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets single options. Not thread-safe. */
  public static final class Builder {
    private InboxMode mode = DEFAULT.mode;
    private KeyOrder order = DEFAULT.order;
    private int chunkRecords = DEFAULT.chunkRecords;
    private long chunkBytes = DEFAULT.chunkBytes;
    private Duration chunkTime = DEFAULT.chunkTime;
    private Duration handlerTimeLimit = DEFAULT.handlerTimeLimit;
    private int maxValueBytes = DEFAULT.maxValueBytes;
    private RetryPolicy retry = DEFAULT.retry;
    private int maxCrashes = DEFAULT.maxCrashes;
    private final Set<Class<? extends Throwable>> notWorthRetrying = new HashSet<>();
    private final Map<RecordFault, Refusal> refusals = new EnumMap<>(RecordFault.class);
    private int workers = DEFAULT.workers;
    private int backlogLimit = DEFAULT.backlogLimit;
    private Duration revokeTimeout = DEFAULT.revokeTimeout;

    private Builder() {}

    public Builder mode(InboxMode value) {
      this.mode = value;
      return this;
    }

    public Builder order(KeyOrder value) {
      this.order = value;
      return this;
    }

    public Builder chunkRecords(int value) {
      this.chunkRecords = value;
      return this;
    }

    public Builder chunkBytes(long value) {
      this.chunkBytes = value;
      return this;
    }

    public Builder chunkTime(Duration value) {
      this.chunkTime = value;
      return this;
    }

    public Builder handlerTimeLimit(Duration value) {
      this.handlerTimeLimit = value;
      return this;
    }

    public Builder maxValueBytes(int value) {
      this.maxValueBytes = value;
      return this;
    }

    public Builder retry(RetryPolicy value) {
      this.retry = value;
      return this;
    }

    public Builder maxCrashes(int value) {
      this.maxCrashes = value;
      return this;
    }

    /** Adds this exception, and all that extend it. */
    public Builder notWorthRetrying(Class<? extends Throwable> value) {
      this.notWorthRetrying.add(value);
      return this;
    }

    /** What becomes of records with this fault. */
    public Builder refusal(RecordFault fault, Refusal value) {
      this.refusals.put(fault, value);
      return this;
    }

    public Builder workers(int value) {
      this.workers = value;
      return this;
    }

    public Builder backlogLimit(int value) {
      this.backlogLimit = value;
      return this;
    }

    public Builder revokeTimeout(Duration value) {
      this.revokeTimeout = value;
      return this;
    }

    /** Builds the options, or names every fault in an {@link InvalidOptionsException}. */
    public InboxOptions build() {
      return new InboxOptions(
          mode,
          order,
          chunkRecords,
          chunkBytes,
          chunkTime,
          handlerTimeLimit,
          maxValueBytes,
          retry,
          maxCrashes,
          notWorthRetrying,
          refusals,
          workers,
          backlogLimit,
          revokeTimeout);
    }
  }
}
