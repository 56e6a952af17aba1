package io.twinbox.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** What the inbox is measured at. */
enum InboxVariant {
  /** A batch handler that does nothing: what the inbox itself costs. */
  NOOP_BATCH(ContenderKind.INBOX_NOOP_BATCH, ContenderKind.BARE_POLL, 1),
  /** A row per message, by one statement per batch. */
  BATCH_INSERT(ContenderKind.INBOX_BATCH, ContenderKind.BARE_INSERT, 1),
  /** All of it once more from the first record: every one a duplicate. */
  REPLAY(ContenderKind.INBOX_BATCH, ContenderKind.BARE_POLL, 1),
  /** A row per message, by a statement each. */
  ONE_BY_ONE(ContenderKind.INBOX_ONE_BY_ONE, ContenderKind.BARE_INSERT, 5),
  /** As {@link #BATCH_INSERT}, stored before it is handled. */
  STORE_FIRST(ContenderKind.INBOX_STORE_FIRST, ContenderKind.BARE_INSERT, 5);

  private final ContenderKind kind;
  private final ContenderKind limit;
  private final int share;

  InboxVariant(ContenderKind kind, ContenderKind limit, int share) {
    this.kind = kind;
    this.limit = limit;
    this.share = share;
  }

  /** As on the command line: {@code noop-batch}. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The variant of that title.
   *
   * @throws IllegalArgumentException naming those there are
   */
  static InboxVariant of(String title) {
    return Arrays.stream(values())
        .filter(variant -> variant.title().equals(title))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no variant " + title + ", there are " + titles()));
  }

  private static String titles() {
    return String.join(",", Arrays.stream(values()).map(InboxVariant::title).toList());
  }

  ContenderKind kind() {
    return kind;
  }

  /** What it is measured against. */
  ContenderKind limit() {
    return limit;
  }

  /** How many of the messages a round lets it handle: a slow one needs fewer to be measured. */
  long messagesOf(long all) {
    return Math.max(1, all / share);
  }
}
