package io.twinbox.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Compares what was committed with what came of it, without any input or output of its own. First
 * {@link #expect} every message, then {@link #see} every effect, those of a key in the order of
 * their places. Not thread-safe.
 */
final class EffectExamination {
  private static final int FIRST_CAPACITY = 1 << 10;

  private final IdIndex ids = new IdIndex();
  private final Map<String, Long> highest = new HashMap<>();
  private final Map<EffectFlaw, Long> counts = new EnumMap<>(EffectFlaw.class);
  private final Map<EffectFlaw, List<String>> samples = new EnumMap<>(EffectFlaw.class);
  private long[] counters = new long[FIRST_CAPACITY];
  private String[] keys = new String[FIRST_CAPACITY];
  private boolean[] seen = new boolean[FIRST_CAPACITY];
  private long effects;

  /** One committed message. It must have a key, and its id must not come twice. */
  void expect(LedgerLine line) {
    if (line.key() == null) {
      throw new IllegalStateException("effects are judged by key. id:" + line.id());
    }
    int before = ids.size();
    int number = ids.add(line.id());
    if (number < before) {
      throw new IllegalStateException("the ledger holds the same message twice. id:" + line.id());
    }
    ensure(number);
    counters[number] = line.counter();
    keys[number] = line.key();
  }

  /** One committed effect. */
  void see(Effect effect) {
    effects++;
    int number = ids.find(effect.messageId());
    if (number == IdIndex.ABSENT || !keys[number].equals(effect.key())) {
      count(EffectFlaw.UNEXPLAINED, effect::toString);
    } else if (seen[number]) {
      count(EffectFlaw.REPEATED, effect::toString);
    } else {
      seen[number] = true;
      judgeOrder(effect, counters[number]);
    }
  }

  private void judgeOrder(Effect effect, long counter) {
    long before = highest.getOrDefault(effect.key(), 0L);
    if (counter < before) {
      count(EffectFlaw.LATE, () -> effect + " counter:" + counter + " after:" + before);
    } else {
      highest.put(effect.key(), counter);
    }
  }

  /** Ends the examination: what had no effect by now has none. Call it once. */
  EffectVerdict verdict() {
    for (int n = 0; n < ids.size(); n++) {
      if (!seen[n]) {
        int number = n;
        count(
            EffectFlaw.MISSING,
            () -> "id:" + ids.get(number) + " key:" + keys[number] + " " + counters[number]);
      }
    }
    return new EffectVerdict(
        ids.size(),
        effects,
        counted(EffectFlaw.MISSING),
        counted(EffectFlaw.REPEATED),
        counted(EffectFlaw.UNEXPLAINED),
        counted(EffectFlaw.LATE),
        samples);
  }

  private void count(EffectFlaw flaw, Supplier<String> sample) {
    counts.merge(flaw, 1L, Long::sum);
    List<String> some = samples.computeIfAbsent(flaw, f -> new ArrayList<>());
    if (some.size() < Examination.SAMPLES) {
      some.add(sample.get());
    }
  }

  private long counted(EffectFlaw flaw) {
    return counts.getOrDefault(flaw, 0L);
  }

  private void ensure(int number) {
    if (number == counters.length) {
      counters = Arrays.copyOf(counters, number * 2);
      keys = Arrays.copyOf(keys, number * 2);
      seen = Arrays.copyOf(seen, number * 2);
    }
  }
}
