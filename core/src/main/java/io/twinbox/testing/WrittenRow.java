package io.twinbox.testing;

import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import java.time.Instant;

/**
 * A row of the journal as a test sees it.
 *
 * @param head its number, token and epoch
 * @param row what it says
 * @param at when it was written
 */
public record WrittenRow(JournalHead head, JournalRow row, Instant at) {
  /** Its number. */
  public long no() {
    return head.no();
  }
}
