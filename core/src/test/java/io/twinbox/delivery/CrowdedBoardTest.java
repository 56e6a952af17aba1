package io.twinbox.delivery;

import static io.twinbox.delivery.BoardByHand.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Topics that are slow or hang: what is left for the others. */
class CrowdedBoardTest {
  private static final Answer FAILED = Answer.retry("failed", "Failed");

  private final Entries entries = new Entries();
  private BoardByHand hands = new BoardByHand(OPTIONS);

  /** Otherwise each attempt of a topic that hangs would hold up a batch, and all lanes in it. */
  @Test
  void aTopicThatIsKnownToBeSlowHoldsUpNoBatchAnyMore() {
    hands.hand(entries.of("a", "1"), entries.of("a", "2"));
    hands.start();
    hands.pass(Duration.ofSeconds(3));
    Outcomes full = hands.hand(entries.of("a", "3"), entries.of("a", "4"));
    assertThat(full.open()).as("there is no place").isZero();

    hands.end(hands.running.get(0), Answer.retry("no answer", "TimedOut"));
    Outcomes next = hands.hand(entries.of("a", "5"), entries.of("a", "6"));
    assertThat(next.result(1)).as("there is one place").isInstanceOf(PublishResult.Postpone.class);
    hands.start();
    hands.pass(Duration.ofMillis(100));
    assertThat(next.result(0)).isInstanceOf(PublishResult.UnderWay.class);

    hands.end(hands.running.get(1), Answer.PUBLISHED);
    Outcomes well = hands.hand(entries.of("a", "7"));
    hands.start();
    hands.pass(Duration.ofSeconds(1));
    assertThat(well.open()).as("it gets on again").isOne();
  }

  @Test
  void whatHangsGetsAQuarterOfItsPlaces() {
    hands = new BoardByHand(OPTIONS.withConcurrency(64, 8));
    for (int i = 0; i < 8; i++) {
      hands.hand(entries.of("a", "k" + i));
    }
    List<LaneLine.Running> hanging = hands.start();
    assertThat(hanging).hasSize(8);
    hands.pass(Duration.ofSeconds(31));
    hanging.forEach(it -> hands.end(it, FAILED));
    for (int i = 0; i < 8; i++) {
      hands.hand(entries.of("a", "l" + i));
    }

    List<LaneLine.Running> next = hands.start();
    assertThat(next).hasSize(2);
    hands.end(next.get(0), Answer.PUBLISHED);
    for (int i = 0; i < 8; i++) {
      hands.hand(entries.of("a", "m" + i));
    }
    assertThat(hands.start()).as("it answers again").hasSize(7);
  }

  /** However many topics hang, whoever gets on finds a place. */
  @Test
  void topicsThatAreSlowLeavePlacesToOthers() {
    for (int topic = 0; topic < 20; topic++) {
      hands.hand(entries.of("slow" + topic, "k"));
      LaneLine.Running hanging = hands.start().get(0);
      hands.pass(Duration.ofSeconds(31));
      hands.end(hanging, FAILED);
    }
    for (int topic = 0; topic < 20; topic++) {
      hands.hand(entries.of("slow" + topic, "1"), entries.of("slow" + topic, "2"));
    }
    for (int i = 0; i < 10; i++) {
      hands.start();
      hands.pass(Duration.ofMillis(100));
    }
    assertThat(hands.running).hasSize(12);

    hands.hand(entries.of("well", "1"), entries.of("well", "2"));
    assertThat(hands.start())
        .extracting(it -> it.handed.entry().topic())
        .containsExactly("well", "well");
  }

  /** All at once, and at the same time again, would cost the database more than the topic. */
  @Test
  void whatFindsNoPlaceGetsATimeOfItsOwn() {
    hands.hand(entries.of("a", "1"), entries.of("a", "2"));
    hands.start();
    hands.pass(Duration.ofSeconds(3));
    Outcomes busy = hands.hand(entries.of("a", "3"), entries.of("a", "4"), entries.of("a", "5"));

    assertThat(List.of(0, 1, 2))
        .extracting(i -> ((PublishResult.Postpone) busy.result(i)).after())
        .isSorted()
        .doesNotHaveDuplicates();
  }
}
