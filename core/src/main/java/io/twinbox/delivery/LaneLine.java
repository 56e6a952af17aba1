package io.twinbox.delivery;

import io.twinbox.spi.Lane;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The entries of a lane that are in hand, in order, and the one being tried. Not thread-safe. */
final class LaneLine {
  final Lane lane;
  final TopicLine topic;
  final Deque<Handed> waiting = new ArrayDeque<>();
  @Nullable Running running;
  long lastSeq;

  LaneLine(Lane lane, TopicLine topic) {
    this.lane = lane;
    this.topic = topic;
  }

  void add(Handed handed) {
    waiting.addLast(handed);
    lastSeq = Math.max(lastSeq, handed.entry().seq());
  }

  /** An attempt on its way. */
  static final class Running {
    final Handed handed;
    final LaneLine line;
    final Attempt attempt;
    final long since;

    /** Its batch no longer waits for it, and its place was given to another. */
    boolean slow;

    /** Given up with all that was in hand: its end is nobody's concern. */
    boolean abandoned;

    Running(Handed handed, LaneLine line, long since) {
      this.handed = handed;
      this.line = line;
      this.attempt = new Attempt(handed.entry());
      this.since = since;
    }
  }
}
