package io.twinbox.spi;

import java.util.Objects;

/**
 * A window of a snapshot difference: the entries visible in {@code toSnapshot} and not in {@code
 * fromSnapshot} with {@code lo < seq <= hi}. Also the <b>position</b> of a relay, which is the end
 * of the last window it claimed. Only the store gives the snapshots a meaning; the relay carries
 * them.
 *
 * @param fromSnapshot A: everything visible in it lies behind
 * @param toSnapshot B: what is being read towards
 * @param fromLow entries that began after A have {@code seq > fromLow}; the sequence's value
 *     recorded by a journal row that was committed before A was taken
 * @param toLow the same bound for B, used when B becomes the next A
 * @param lo lower end, exclusive
 * @param hi upper end, inclusive
 * @param high the sequence's value read after B was taken; the difference is complete when {@code
 *     hi == high}
 */
public record Window(
    String fromSnapshot, String toSnapshot, long fromLow, long toLow, long lo, long hi, long high) {

  public Window {
    Objects.requireNonNull(fromSnapshot, "fromSnapshot");
    Objects.requireNonNull(toSnapshot, "toSnapshot");
    if (hi > high || lo > hi) {
      throw new IllegalArgumentException("want lo <= hi <= high: " + lo + ", " + hi + ", " + high);
    }
  }

  /** Whether nothing of the difference is left after this window. */
  public boolean complete() {
    return hi == high;
  }

  /** The same position as an empty window, for a journal row that defines no batch. */
  public Window end() {
    return new Window(fromSnapshot, toSnapshot, fromLow, toLow, hi, hi, high);
  }
}
