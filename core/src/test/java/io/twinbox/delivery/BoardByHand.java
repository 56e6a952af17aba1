package io.twinbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A board whose time is turned, and whose attempts are ended, by hand. */
final class BoardByHand {
  static final LaneOptions OPTIONS =
      LaneOptions.DEFAULT
          .withConcurrency(4, 2)
          .withPatience(Duration.ofSeconds(2))
          .withAttemptLimit(Duration.ofSeconds(30))
          .withPauses(Duration.ofSeconds(1), Duration.ofSeconds(8));

  final Board board;
  final List<LaneLine.Running> running = new ArrayList<>();
  long now;

  BoardByHand(LaneOptions options) {
    this.board = new Board(options, new Random(1));
  }

  Outcomes hand(Entry... handed) {
    Outcomes outcomes = new Outcomes(handed.length, false, () -> {});
    board.handOver(List.of(handed), outcomes, now);
    return outcomes;
  }

  List<LaneLine.Running> start() {
    List<LaneLine.Running> started = new ArrayList<>();
    for (var next = board.next(now); next != null; next = board.next(now)) {
      started.add(next);
      running.add(next);
    }
    return started;
  }

  PublishResult end(LaneLine.Running attempt, Answer answer) {
    running.remove(attempt);
    board.ended(attempt, answer, now);
    PublishResult result = attempt.handed.outcomes().result(attempt.handed.index());
    assertThat(result).isNotNull();
    return result;
  }

  void pass(Duration time) {
    now += time.toNanos();
    board.losePatience(now);
  }
}
