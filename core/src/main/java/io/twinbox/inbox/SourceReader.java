package io.twinbox.inbox;

import io.twinbox.engine.Outage;
import io.twinbox.spi.AssignmentListener;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.SourceException;
import io.twinbox.spi.Subscription;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the source and commits offsets, whatever the handlers do meanwhile. Stepped by one thread,
 * the only one that touches the source.
 */
final class SourceReader implements AssignmentListener {
  private static final Logger LOG = LoggerFactory.getLogger(SourceReader.class);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration BEHIND_AFTER = Duration.ofSeconds(1);

  private final Parts parts;
  private final RecordSource source;
  private final Buffer buffer;
  private final StoredBoard board;
  private final Subscription subscription;
  private volatile List<String> promises = List.of();
  private boolean opened;

  /** Whether the source may have passed over records that are not in the buffer. */
  private boolean adrift;

  private volatile boolean paused;
  private volatile long pausedAt;

  SourceReader(
      Parts parts,
      RecordSource source,
      Buffer buffer,
      StoredBoard board,
      Subscription subscription) {
    this.parts = parts;
    this.source = source;
    this.buffer = buffer;
    this.board = board;
    this.subscription = subscription;
  }

  /**
   * Commits what is settled and polls once.
   *
   * @param read whether records are welcome at all
   * @return time to wait before the next step
   */
  Duration step(boolean read, Duration longest) {
    parts.watch().check();
    Outage outage = parts.health().source();
    if (!outage.untilNextTry().isZero()) {
      return outage.untilNextTry();
    }
    try {
      open();
      rewindIfAdrift();
      commitSettled();
      pauseOrResume(read);
      take(longest);
      outage.ended();
      return Duration.ZERO;
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Error e) {
      failed(outage, Failures.sentence(e));
      throw e;
    } catch (Throwable e) { // checked ones too, which some languages need not declare
      failed(outage, Failures.sentence(e));
      return outage.untilNextTry();
    }
  }

  /**
   * Polled records that do not reach the buffer are lost as soon as an offset behind them is
   * committed: so whatever happens in between, the source must go back before it is asked again.
   */
  private void take(Duration longest) {
    adrift = true;
    try {
      List<InboxRecord> records = source.poll(longest);
      parts.counters().read.add(records.size());
      buffer.add(records);
    } catch (SourceException e) {
      adrift = false; // it has delivered nothing
      throw e;
    }
    adrift = false;
  }

  private void rewindIfAdrift() {
    if (adrift) {
      LOG.warn("Polled records were not taken, the source goes back consumer:{}", parts.consumer());
      source.rewind();
      adrift = false;
    }
  }

  private void failed(Outage outage, String why) {
    if (!outage.present()) {
      LOG.warn("Source cannot be read consumer:{} cause:{}", parts.consumer(), why);
    }
    outage.failed(why);
  }

  private void open() {
    if (!opened) {
      source.open(subscription, this);
      opened = true;
      promises = source.promises();
    }
  }

  private void pauseOrResume(boolean read) {
    boolean room = read && buffer.hasRoom() && !board.overfull();
    if (room && paused) {
      source.resume();
    } else if (!room && !paused) {
      source.pause();
      pausedAt = parts.clock().nanos();
    }
    paused = !room;
  }

  /** What the source promises; empty before it was opened. */
  List<String> promises() {
    return promises;
  }

  /** Whether nothing is read for want of room. */
  boolean paused() {
    return paused;
  }

  /** Whether nothing has been read for want of room for longer than a chunk should take. */
  boolean behind() {
    return paused && parts.clock().nanos() - pausedAt > BEHIND_AFTER.toNanos();
  }

  /** Ends a poll early. */
  void wake() {
    source.wake();
  }

  private void commitSettled() {
    Map<Partition, Long> next = buffer.takeSettled();
    if (next.isEmpty()) {
      return;
    }
    Map<Partition, Long> doubtful = new TreeMap<>(next);
    doubtful.keySet().removeIf(partition -> !buffer.unproved(partition));
    if (!doubtful.isEmpty() && source.commitNow(doubtful, COMMIT_TIMEOUT)) {
      buffer.prove(doubtful.keySet());
    }
    Map<Partition, Long> usual = new TreeMap<>(next);
    usual
        .keySet()
        .removeIf(partition -> buffer.unproved(partition) || doubtful.containsKey(partition));
    if (!usual.isEmpty()) {
      source.commit(usual);
    }
    doubtful.keySet().removeIf(partition -> !buffer.unproved(partition));
    buffer.putBack(doubtful);
  }

  /** Commits what is settled, unless the consumer has halted. After the last step. */
  void leave() {
    if (!opened || parts.health().halted()) {
      return; // a process that cannot be trusted moves no offset: the ledger knows what is settled
    }
    try {
      source.commitNow(buffer.takeSettled(), COMMIT_TIMEOUT);
    } catch (RuntimeException e) {
      LOG.warn("Last offsets not committed consumer:{}", parts.consumer(), e);
    }
  }

  void close() {
    try {
      source.close();
    } catch (RuntimeException e) {
      LOG.warn("Source not closed in order consumer:{}", parts.consumer(), e);
    }
  }

  // Assignment -----------------------------------------------------------------------------------

  @Override
  public void assigned(Collection<Partition> partitions) {
    buffer.assigned(partitions);
  }

  @Override
  public void revoked(Collection<Partition> partitions) {
    if (parts.health().halted()) {
      buffer.gone(partitions);
      return;
    }
    buffer.drop(partitions);
    try {
      // A chunk that was abandoned is not ended by anybody.
      boolean abandoned = parts.health().abandoned();
      buffer.awaitIdle(partitions, abandoned ? Duration.ZERO : parts.options().revokeTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Map<Partition, Long> next = buffer.takeSettled();
    Map<Partition, Long> last = new TreeMap<>(next);
    last.keySet().retainAll(partitions);
    next.keySet().removeAll(partitions);
    buffer.putBack(next);
    if (!last.isEmpty() && !source.commitNow(last, COMMIT_TIMEOUT)) {
      LOG.info("Offsets not committed before a revocation consumer:{}", parts.consumer());
    }
    buffer.gone(partitions);
  }

  @Override
  public void lost(Collection<Partition> partitions) {
    buffer.gone(partitions);
  }
}
