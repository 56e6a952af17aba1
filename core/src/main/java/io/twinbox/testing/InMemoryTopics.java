package io.twinbox.testing;

import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.Partition;
import io.twinbox.spi.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Topics in memory, and one group that reads them: its members share the partitions, and take up a
 * new assignment once every member has given up the old one. Thread-safe.
 */
public final class InMemoryTopics {
  private final InstantSource clock;
  private final int partitionsPerTopic;
  private final Map<Partition, List<InboxRecord>> records = new TreeMap<>();
  private final Map<Partition, Long> committed = new HashMap<>();
  private final Set<InMemorySource> members = new LinkedHashSet<>();
  private final Set<InMemorySource> ready = new LinkedHashSet<>();
  private final Map<InMemorySource, Set<Partition>> assignments = new HashMap<>();
  private boolean down;

  /** Topics come into being with their first record, each with as many partitions. */
  public InMemoryTopics(InstantSource clock, int partitionsPerTopic) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.partitionsPerTopic = partitionsPerTopic;
  }

  // Writing --------------------------------------------------------------------------------------

  /** Appends a text of type "test" to the partition of its key. */
  public synchronized InboxRecord send(String topic, @Nullable String key, String id, String text) {
    return send(topic, key, id, "test", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends a record to the partition of its key. */
  public synchronized InboxRecord send(
      String topic,
      @Nullable String key,
      String id,
      @Nullable String type,
      byte @Nullable [] value) {
    Partition partition = partitionOf(topic, key);
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    List<RecordHeader> headers =
        List.of(new RecordHeader("id", id.getBytes(StandardCharsets.UTF_8)));
    InboxRecord record =
        new InboxRecord(
            partition,
            0,
            clock.instant(),
            keyBytes,
            value,
            headers,
            MessageId.of("", id),
            type,
            "text/plain",
            clock.instant(),
            null);
    return append(record);
  }

  /** Appends a record once more, as a producer does that heard no answer. */
  public synchronized InboxRecord append(InboxRecord record) {
    List<InboxRecord> log = records.computeIfAbsent(record.partition(), any -> new ArrayList<>());
    InboxRecord appended =
        new InboxRecord(
            record.partition(),
            log.size(),
            record.timestamp(),
            record.key(),
            record.value(),
            record.headers(),
            record.id(),
            record.type(),
            record.contentType(),
            record.occurredAt(),
            record.flaw());
    log.add(appended);
    return appended;
  }

  private Partition partitionOf(String topic, @Nullable String key) {
    int hash = key == null ? 0 : key.hashCode();
    return new Partition(topic, Math.floorMod(hash, partitionsPerTopic));
  }

  // The group ------------------------------------------------------------------------------------

  /** A new member, not yet in the group. */
  public InMemorySource source() {
    return new InMemorySource(this);
  }

  /** The group goes back to the first record of every partition. */
  public synchronized void replay() {
    committed.clear();
    rebalance();
  }

  /** A member is not heard of: the others share its partitions. */
  public synchronized void evict(InMemorySource member) {
    members.remove(member);
    ready.remove(member);
    assignments.remove(member);
    rebalance();
  }

  /** All members give up their partitions and share them anew. */
  public synchronized void rebalance() {
    ready.clear();
    settle();
  }

  /** From now on polls and commits fail, until {@link #comeBack}. */
  public synchronized void goDown() {
    down = true;
  }

  /** The topics can be read again. */
  public synchronized void comeBack() {
    down = false;
  }

  /** Offset of the next record of the partition that the group has not committed. */
  public synchronized long committed(Partition partition) {
    return committed.getOrDefault(partition, 0L);
  }

  /** Records not committed by the group. */
  public synchronized long lag() {
    return records.entrySet().stream()
        .mapToLong(it -> it.getValue().size() - committed(it.getKey()))
        .sum();
  }

  synchronized boolean isDown() {
    return down;
  }

  synchronized void join(InMemorySource member) {
    members.add(member);
    rebalance();
  }

  synchronized boolean isMember(InMemorySource member) {
    return members.contains(member);
  }

  /** Whether the member has to give up what it had. */
  synchronized boolean mustGiveUp(InMemorySource member) {
    return members.contains(member) && !ready.contains(member);
  }

  synchronized void gaveUp(InMemorySource member) {
    ready.add(member);
    settle();
  }

  /** The member's partitions; empty while the group has not agreed. */
  synchronized Set<Partition> assignment(InMemorySource member) {
    return assignments.getOrDefault(member, Set.of());
  }

  private void settle() {
    assignments.clear();
    if (members.isEmpty() || !ready.containsAll(members)) {
      return;
    }
    List<InMemorySource> all = List.copyOf(members);
    int next = 0;
    for (Partition partition : allPartitions()) {
      InMemorySource member = all.get(next++ % all.size());
      assignments.computeIfAbsent(member, any -> new LinkedHashSet<>()).add(partition);
    }
  }

  private Set<Partition> allPartitions() {
    Set<Partition> all = new LinkedHashSet<>();
    for (InMemorySource member : members) {
      for (String topic : member.topics()) {
        for (int number = 0; number < partitionsPerTopic; number++) {
          all.add(new Partition(topic, number));
        }
      }
    }
    return all;
  }

  synchronized boolean commit(InMemorySource member, Partition partition, long next) {
    if (down || !assignment(member).contains(partition) || mustGiveUpAlready(member)) {
      return false;
    }
    committed.put(partition, next);
    return true;
  }

  /** A member that is giving up may still commit what it had, until it has given up. */
  synchronized boolean commitLast(Partition partition, long next) {
    if (down) {
      return false;
    }
    committed.put(partition, next);
    return true;
  }

  private boolean mustGiveUpAlready(InMemorySource member) {
    return !members.contains(member);
  }

  synchronized List<InboxRecord> read(Partition partition, long from, int most) {
    List<InboxRecord> log = records.getOrDefault(partition, List.of());
    int end = (int) Math.min(log.size(), from + most);
    return from >= end ? List.of() : List.copyOf(log.subList((int) from, end));
  }
}
