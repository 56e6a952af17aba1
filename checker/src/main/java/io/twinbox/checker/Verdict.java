package io.twinbox.checker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the checker found. Immutable.
 *
 * @param committed messages in the ledger
 * @param records records in the topics
 * @param published committed messages with at least one record
 * @param lost committed messages without a record
 * @param phantom records that no committed message explains
 * @param duplicates records of a message beyond its first
 * @param inverted messages first seen after a later one of their topic and key
 * @param changed records whose payload, key or topic differ from what was committed
 * @param scattered messages first seen in another partition than an earlier one of their key
 * @param samples per flaw up to {@link Examination#SAMPLES} cases in words, for diagnosis
 */
public record Verdict(
    long committed,
    long records,
    long published,
    long lost,
    long phantom,
    long duplicates,
    long inverted,
    long changed,
    long scattered,
    Map<Flaw, List<String>> samples) {

  /** Copies the samples. */
  public Verdict {
    samples = Map.copyOf(samples);
  }

  /** Nothing lost, invented, out of order, changed or scattered. Duplicates are allowed here. */
  public boolean clean() {
    return lost == 0 && phantom == 0 && inverted == 0 && changed == 0 && scattered == 0;
  }

  /** This and another one of other topics together; a flaw's samples are those of both. */
  public Verdict plus(Verdict other) {
    Map<Flaw, List<String>> both = new HashMap<>(samples);
    other.samples.forEach(
        (flaw, more) ->
            both.merge(flaw, more, (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
    return new Verdict(
        committed + other.committed,
        records + other.records,
        published + other.published,
        lost + other.lost,
        phantom + other.phantom,
        duplicates + other.duplicates,
        inverted + other.inverted,
        changed + other.changed,
        scattered + other.scattered,
        both);
  }
}
