package io.twinbox.testing;

import io.twinbox.spi.AssignmentListener;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.SourceException;
import io.twinbox.spi.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A member of the group that reads {@link InMemoryTopics}. What is committed without waiting is
 * under way until the next poll: a member that dies in between has not committed it.
 */
public final class InMemorySource implements RecordSource {
  private static final long SLICE_MILLIS = 5;

  private final InMemoryTopics topics;
  private final Semaphore woken = new Semaphore(0);
  private final Map<Partition, Long> fetchAt = new TreeMap<>();
  private final Map<Partition, Long> underWay = new HashMap<>();
  private @Nullable Subscription subscription;
  private @Nullable AssignmentListener listener;
  private boolean paused;
  private boolean givingUp;

  InMemorySource(InMemoryTopics topics) {
    this.topics = topics;
  }

  List<String> topics() {
    return subscribed().topics();
  }

  @Override
  public void open(Subscription wanted, AssignmentListener told) {
    subscription = wanted;
    listener = told;
    topics.join(this);
  }

  @Override
  public List<InboxRecord> poll(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    while (true) {
      List<InboxRecord> records = pollOnce();
      long left = end - System.nanoTime();
      if (!records.isEmpty() || left <= 0 || pausedFor(left)) {
        return records;
      }
    }
  }

  /** Waits a little; true if somebody woke us. */
  private boolean pausedFor(long nanos) {
    try {
      long slice = Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS));
      return woken.tryAcquire(slice, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private List<InboxRecord> pollOnce() {
    if (topics.isDown()) {
      throw new SourceException("the topics are down", null);
    }
    underWay.forEach((partition, next) -> topics.commit(this, partition, next));
    underWay.clear();
    followTheGroup();
    return paused ? List.of() : fetch();
  }

  private void followTheGroup() {
    AssignmentListener told = listener();
    if (!topics.isMember(this)) {
      Set<Partition> lost = new TreeSet<>(fetchAt.keySet());
      fetchAt.clear();
      told.lost(lost);
      topics.join(this);
    }
    if (topics.mustGiveUp(this)) {
      giveUp(told);
    }
    Set<Partition> fresh = new TreeSet<>(topics.assignment(this));
    fresh.removeAll(fetchAt.keySet());
    fresh.forEach(partition -> fetchAt.put(partition, topics.committed(partition)));
    if (!fresh.isEmpty()) {
      told.assigned(fresh);
    }
  }

  private void giveUp(AssignmentListener told) {
    if (!fetchAt.isEmpty()) {
      givingUp = true;
      told.revoked(new TreeSet<>(fetchAt.keySet()));
      givingUp = false;
      fetchAt.clear();
      underWay.clear();
    }
    topics.gaveUp(this);
  }

  private List<InboxRecord> fetch() {
    List<InboxRecord> fetched = new ArrayList<>();
    int most = subscribed().mostRecords();
    for (Map.Entry<Partition, Long> entry : fetchAt.entrySet()) {
      List<InboxRecord> read = topics.read(entry.getKey(), entry.getValue(), most - fetched.size());
      fetched.addAll(read);
      entry.setValue(entry.getValue() + read.size());
    }
    return fetched;
  }

  @Override
  public void rewind() {
    leave();
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
  }

  @Override
  public void commit(Map<Partition, Long> next) {
    underWay.putAll(next);
  }

  @Override
  public boolean commitNow(Map<Partition, Long> next, Duration longest) {
    boolean all = true;
    for (Map.Entry<Partition, Long> entry : next.entrySet()) {
      underWay.remove(entry.getKey());
      all &= commitOne(entry.getKey(), entry.getValue());
    }
    return all;
  }

  private boolean commitOne(Partition partition, long next) {
    boolean ours = fetchAt.containsKey(partition) && topics.isMember(this);
    return ours
        && (givingUp ? topics.commitLast(partition, next) : topics.commit(this, partition, next));
  }

  @Override
  public void wake() {
    woken.release();
  }

  @Override
  public List<String> promises() {
    return List.of("in memory: nothing survives the process");
  }

  @Override
  public void close() {
    leave();
  }

  /** The next poll joins again. */
  private void leave() {
    if (subscription != null && topics.isMember(this)) {
      giveUp(listener());
      topics.evict(this);
    }
  }

  private Subscription subscribed() {
    if (subscription == null) {
      throw new IllegalStateException("not opened");
    }
    return subscription;
  }

  private AssignmentListener listener() {
    if (listener == null) {
      throw new IllegalStateException("not opened");
    }
    return listener;
  }
}
