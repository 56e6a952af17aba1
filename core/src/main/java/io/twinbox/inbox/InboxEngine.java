package io.twinbox.inbox;

import io.twinbox.engine.Outage;
import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.InboxPurged;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decisions of one consumer, a step at a time: one line of steps reads, one handles chunks, and
 * each worker handles stored records. Each line is made by one thread at a time, all may run beside
 * each other. No step waits, except in the source's poll and in the database.
 */
final class InboxEngine {
  private static final Logger LOG = LoggerFactory.getLogger(InboxEngine.class);
  private static final Duration PURGE_EVERY = Duration.ofMinutes(1);
  private static final Duration PAUSED = Duration.ofMillis(100);
  private static final Duration NOTHING_TO_DO = Duration.ofSeconds(1);
  private static final Duration UNTIL_REGISTERED = Duration.ofMillis(100);

  private final Parts parts;
  private final Buffer buffer;
  private final StoredBoard board;
  private final SourceReader reader;
  private final ChunkWork chunks;
  private final DecodeAhead ahead;
  private final List<StoredWorker> workers = new ArrayList<>();
  private volatile boolean registered;
  private volatile boolean stopping;
  private boolean left;
  private final OperatorLine operators;
  private long purgeAt;

  InboxEngine(Parts parts, RecordSource source, Subscription subscription) {
    this.parts = parts;
    this.buffer = new Buffer(limits(parts.options()), parts.options().order());
    this.board = new StoredBoard(parts);
    this.reader = new SourceReader(parts, source, buffer, board, subscription);
    this.ahead = new DecodeAhead(parts.handlers());
    this.chunks = new ChunkWork(parts, buffer, board, ahead);
    int count = parts.options().mode() == InboxMode.INLINE ? 1 : parts.options().workers();
    for (int i = 0; i < count; i++) {
      workers.add(new StoredWorker(parts, board));
    }
    this.operators = new OperatorLine(parts, buffer::partitions);
    this.purgeAt = parts.clock().nanos() + PURGE_EVERY.toNanos();
  }

  private static ChunkLimits limits(InboxOptions options) {
    return new ChunkLimits(options.chunkRecords(), options.chunkBytes());
  }

  int workers() {
    return workers.size();
  }

  // Steps ----------------------------------------------------------------------------------------

  /**
   * Commits offsets and polls, waiting for records as long as told; gives how long to wait then. A
   * consumer that has halted leaves the group: healthy ones could not have its partitions else.
   */
  Duration read(Duration longest) {
    Duration wait = halting(() -> poll(longest));
    if (halted()) {
      leave();
    }
    return wait;
  }

  private Duration poll(Duration longest) {
    Duration pause = register();
    if (!registered) {
      return pause;
    }
    Duration wait = reader.step(begins(), longest);
    describe();
    return wait;
  }

  /** Before all else the database must know the consumer; gives how long to wait if it does not. */
  private Duration register() {
    if (registered) {
      return Duration.ZERO;
    }
    return parts
        .health()
        .guard(
            () -> {
              parts.store().register(parts.consumer());
              registered = true;
              parts.health().worked();
              return Duration.ZERO;
            });
  }

  /** Settles something of a chunk; gives how long to wait, unless records come. */
  Duration handle() {
    Duration wait = halting(() -> registered ? chunks.step(begins()) : UNTIL_REGISTERED);
    if (reader.paused()) {
      reader.wake();
    }
    return wait;
  }

  /** Handles stored records; gives how long to wait. */
  Duration work(int worker) {
    if (worker == 0) {
      purgeIfDue();
      if (registered) {
        operators.tellIfDue();
      }
    }
    return halting(() -> registered ? step(workers.get(worker)) : UNTIL_REGISTERED);
  }

  /** What is due stays due while the consumer is paused: nobody looks at it all the time. */
  private Duration step(StoredWorker worker) {
    Duration wait = worker.step(begins());
    boolean rests = operators.paused() && worker.atRest();
    return rests && wait.compareTo(PAUSED) < 0 ? PAUSED : wait;
  }

  private boolean begins() {
    return !stopping && !operators.paused();
  }

  private interface Step {
    Duration run();
  }

  private Duration halting(Step step) {
    try {
      return halted() ? NOTHING_TO_DO : step.run();
    } catch (VirtualMachineError e) {
      halt(e);
      return NOTHING_TO_DO;
    }
  }

  /** After this error nothing is done any more. */
  void halt(Throwable error) {
    parts.health().halt(error);
    LOG.error("Inbox halts: the process cannot be trusted consumer:{}", parts.consumer(), error);
  }

  private void purgeIfDue() {
    if (!registered || parts.clock().nanos() < purgeAt || !parts.health().pause().isZero()) {
      return;
    }
    purgeAt = parts.clock().nanos() + PURGE_EVERY.toNanos();
    try {
      InboxPurged purged = parts.store().purge();
      parts.listeners().tell(listener -> listener.purged(purged));
    } catch (RuntimeException e) {
      LOG.warn("Purge failed consumer:{} cause:{}", parts.consumer(), Failures.sentence(e));
    }
  }

  private void describe() {
    if (operators.paused()) {
      parts.health().describe(InboxState.PAUSED, "paused by an operator");
    } else if (parts.watch().stuck()) {
      parts.health().describe(InboxState.HANDLER_STUCK, "a handler runs beyond its time limit");
    } else if (reader.behind() && !stopping) {
      parts.health().describe(InboxState.BEHIND, "records wait");
    } else {
      parts.health().describe(InboxState.RUNNING, "records are read and handled");
    }
  }

  // Waiting --------------------------------------------------------------------------------------

  /** Waits for records to handle. */
  void awaitRecords(Duration longest) throws InterruptedException {
    buffer.awaitItems(longest);
  }

  /** Whether the handling line waits for records only, and not for time to pass. */
  boolean handlingIdle() {
    return chunks.atRest() && parts.health().pause().isZero() && begins();
  }

  /** Decodes what is about to be claimed, if something comes within the time. */
  void decodeAhead(Duration longest) throws InterruptedException {
    ahead.step(longest);
  }

  // Ending ---------------------------------------------------------------------------------------

  /** From now on nothing new is begun. */
  void stop() {
    stopping = true;
    buffer.wake();
  }

  /** Whether an error has ended all. */
  boolean halted() {
    return parts.health().halted();
  }

  /** Whether the handling line has nothing in hand, or must not go on with it. */
  boolean handlingEnded() {
    return halted() || parts.health().abandoned() || (stopping && chunks.atRest());
  }

  /** The same of a worker. */
  boolean workEnded(int worker) {
    return halted() || parts.health().abandoned() || (stopping && workers.get(worker).atRest());
  }

  /** What is interrupted from now on is not the records' fault, and no handler is called. */
  void abandon() {
    parts.health().abandon();
    parts.watch().abandon();
  }

  /** Wakes the polling thread. */
  void wake() {
    reader.wake();
  }

  /** Commits the offsets of what is settled and leaves the group, once. After the last step. */
  void leave() {
    if (left) {
      return;
    }
    left = true;
    reader.leave();
    try {
      reader.close();
    } finally {
      parts.health().become(InboxState.STOPPED, "stopped");
    }
  }

  List<String> promises() {
    return reader.promises();
  }

  InboxStatus status() {
    Counters counters = parts.counters();
    Outage.Account account = parts.health().account();
    return new InboxStatus(
        parts.consumer(),
        parts.health().state(),
        buffer.partitions(),
        counters.read.sum(),
        counters.stored.sum(),
        counters.handled.sum(),
        counters.duplicates.sum(),
        counters.conflicts.sum(),
        counters.parked.sum(),
        counters.dead.sum(),
        counters.dropped.sum(),
        buffer.size(),
        board.backlog(),
        parts.watch().oldest(),
        account.error(),
        account.since(),
        account.tries());
  }
}
