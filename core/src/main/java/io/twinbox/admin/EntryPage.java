package io.twinbox.admin;

import java.util.List;

/**
 * Entries, newest first.
 *
 * @param items may be fewer than asked for, even none, although more follow: a call looks at a
 *     bounded part of the log
 * @param next what to give as {@code before} for the next page; 0 = there is none
 */
public record EntryPage(List<EntryItem> items, long next) {
  public EntryPage {
    items = List.copyOf(items);
  }

  /** Whether there may be more. */
  public boolean hasNext() {
    return next > 0;
  }
}
