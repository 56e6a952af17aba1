package io.twinbox.console.api;

import io.twinbox.admin.Count;
import io.twinbox.console.http.Reply;
import org.jspecify.annotations.Nullable;

/** The answers to actions, as the document says. */
final class Answers {
  private Answers() {}

  static Reply changed(boolean changed) {
    return Reply.json(new Changed(changed));
  }

  /** So many were named, and so many of them changed. */
  static Reply acted(int named, int changed) {
    return Reply.json(
        new Acted(OverviewView.Counted.of(Count.exact(named)), changed, false, false));
  }

  static Reply counted(Count count) {
    return Reply.json(new Acted(OverviewView.Counted.of(count), 0, false, true));
  }

  /** Nobody has counted how many there were. */
  static Reply some(int changed, boolean more) {
    return Reply.json(new Acted(null, changed, more, false));
  }

  /** As the document says. */
  record Changed(boolean changed) {}

  /** As the document says. */
  record Acted(
      OverviewView.@Nullable Counted matched, long changed, boolean more, boolean dryRun) {}

  /** As the document says. */
  record Appended(long seq) {}
}
