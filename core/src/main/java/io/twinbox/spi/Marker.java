package io.twinbox.spi;

import java.util.Objects;

/**
 * Says that records of a partition are about to be handled. One that is found later tells that a
 * process died there.
 *
 * @param partition the partition
 * @param offset the record about to be handled, or the first of several
 * @param end offset behind the last record under suspicion; above {@code offset}
 * @param attempts attempts begun at {@code offset} alone; 0 = several were handled together
 */
public record Marker(Partition partition, long offset, long end, int attempts) {

  public Marker {
    Objects.requireNonNull(partition, "partition");
    if (offset < 0 || end <= offset || attempts < 0) {
      throw new IllegalArgumentException(
          "not a marker: offset " + offset + " end " + end + " attempts " + attempts);
    }
  }
}
