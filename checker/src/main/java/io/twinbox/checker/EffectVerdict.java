package io.twinbox.checker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What became of messages at one consumer. Immutable.
 *
 * @param messages committed messages
 * @param effects committed effects
 * @param missing messages without an effect
 * @param repeated effects of a message beyond its first
 * @param unexplained effects that no committed message explains
 * @param late messages whose first effect came after that of a later one of their key
 * @param samples per flaw up to {@link Examination#SAMPLES} cases in words, for diagnosis
 */
public record EffectVerdict(
    long messages,
    long effects,
    long missing,
    long repeated,
    long unexplained,
    long late,
    Map<EffectFlaw, List<String>> samples) {

  /** Copies the samples. */
  public EffectVerdict {
    samples = Map.copyOf(samples);
  }

  /** How often "each message has its effect exactly once" was broken; 0 = it held. */
  public long notOnce() {
    return missing + repeated + unexplained;
  }

  /** This and another consumer's together; a flaw's samples are those of both. */
  public EffectVerdict plus(EffectVerdict other) {
    Map<EffectFlaw, List<String>> both = new HashMap<>(samples);
    other.samples.forEach(
        (flaw, more) ->
            both.merge(flaw, more, (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
    return new EffectVerdict(
        messages + other.messages,
        effects + other.effects,
        missing + other.missing,
        repeated + other.repeated,
        unexplained + other.unexplained,
        late + other.late,
        both);
  }
}
