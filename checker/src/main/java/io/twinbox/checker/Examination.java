package io.twinbox.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was committed with what was seen, without any input or output of its own. First
 * {@link #expect} every line of the ledger, then {@link #see} every record, partition by partition
 * in offset order; the partitions may be interleaved.
 *
 * <p>Exact on ids; about 60 bytes per message plus the distinct keys. Not thread-safe.
 */
final class Examination {
  static final int SAMPLES = 10;
  private static final int FIRST_CAPACITY = 1 << 10;
  private static final int NO_PARTITION = -1;

  private record Lane(String topic, @Nullable String key) {}

  private static final class LaneState {
    final int number;
    int partition = NO_PARTITION;
    long highest;

    LaneState(int number) {
      this.number = number;
    }
  }

  private final IdIndex ids = new IdIndex();
  private final Map<Lane, LaneState> lanes = new HashMap<>();
  private final Map<Flaw, Long> counts = new EnumMap<>(Flaw.class);
  private final Map<Flaw, List<String>> samples = new EnumMap<>(Flaw.class);
  private long[] counters = new long[FIRST_CAPACITY];
  private long[] fingerprints = new long[FIRST_CAPACITY];
  private int[] lane = new int[FIRST_CAPACITY];
  private boolean[] seen = new boolean[FIRST_CAPACITY];
  private long records;
  private long published;

  /** One committed message. An id that comes twice would make every count a lie: refused. */
  void expect(LedgerLine line) {
    int before = ids.size();
    int number = ids.add(line.id());
    if (number < before) {
      throw new IllegalStateException("the ledger holds the same message twice. id:" + line.id());
    }
    ensure(number);
    counters[number] = line.counter();
    fingerprints[number] = line.fingerprint();
    lane[number] = laneOf(line.topic(), line.key()).number;
  }

  /** One record. */
  void see(Sighting sighting) {
    records++;
    int number = sighting.id() == null ? IdIndex.ABSENT : ids.find(sighting.id());
    if (number == IdIndex.ABSENT) {
      count(Flaw.PHANTOM, () -> sighting.in("no commit explains it"));
      return;
    }
    LaneState state = laneOf(sighting.topic(), sighting.key());
    if (state.number != lane[number] || fingerprints[number] != sighting.fingerprint()) {
      count(Flaw.CHANGED, () -> sighting.in("payload, key or topic differ"));
    }
    if (seen[number]) {
      count(Flaw.DUPLICATE, () -> sighting.in("counter:" + counters[number]));
      return;
    }
    seen[number] = true;
    published++;
    if (sighting.key() != null) {
      judgeOrder(sighting, counters[number], state);
    }
  }

  private void judgeOrder(Sighting sighting, long counter, LaneState state) {
    if (state.partition == NO_PARTITION) {
      state.partition = sighting.partition();
    }
    if (state.partition != sighting.partition()) {
      count(Flaw.SCATTERED, () -> sighting.in("first partition:" + state.partition));
    } else if (counter < state.highest) {
      String order = "counter:" + counter + " after:" + state.highest;
      count(Flaw.INVERTED, () -> sighting.in(order));
    } else {
      state.highest = counter;
    }
  }

  /** Ends the examination: what has not been seen by now is lost. Call it once. */
  Verdict verdict() {
    for (int n = 0; n < ids.size(); n++) {
      if (!seen[n]) {
        int number = n;
        count(Flaw.LOST, () -> "id:" + ids.get(number) + " counter:" + counters[number]);
      }
    }
    return new Verdict(
        ids.size(),
        records,
        published,
        counted(Flaw.LOST),
        counted(Flaw.PHANTOM),
        counted(Flaw.DUPLICATE),
        counted(Flaw.INVERTED),
        counted(Flaw.CHANGED),
        counted(Flaw.SCATTERED),
        samples);
  }

  private LaneState laneOf(String topic, @Nullable String key) {
    return lanes.computeIfAbsent(new Lane(topic, key), l -> new LaneState(lanes.size()));
  }

  private void count(Flaw flaw, Supplier<String> sample) {
    counts.merge(flaw, 1L, Long::sum);
    List<String> some = samples.computeIfAbsent(flaw, f -> new ArrayList<>());
    if (some.size() < SAMPLES) {
      some.add(sample.get());
    }
  }

  private long counted(Flaw flaw) {
    return counts.getOrDefault(flaw, 0L);
  }

  private void ensure(int number) {
    if (number == counters.length) {
      counters = Arrays.copyOf(counters, number * 2);
      fingerprints = Arrays.copyOf(fingerprints, number * 2);
      lane = Arrays.copyOf(lane, number * 2);
      seen = Arrays.copyOf(seen, number * 2);
    }
  }
}
