package io.twinbox.kafka;

import io.twinbox.spi.PublishResult;

/**
 * Where a lane was stopped: what stands behind this entry must not overtake it; what stands before
 * it may still go.
 *
 * @param result the answer of the entry that failed
 * @param place of its batch, among those handed over
 * @param index of the entry in its batch
 * @param seq of the entry
 */
record Stop(PublishResult result, long place, int index, long seq) {

  static Stop at(Handover handover, int index, PublishResult result) {
    return new Stop(result, handover.place(), index, handover.entries().get(index).seq());
  }

  /** The one of two that stops more. */
  static Stop earlier(Stop a, Stop b) {
    return b.isBehind(a.place, a.index) ? a : b;
  }

  private boolean isBehind(long otherPlace, int otherIndex) {
    return place > otherPlace || (place == otherPlace && index > otherIndex);
  }
}
