package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.PublishResult.Reject;
import io.twinbox.spi.PublishResult.Retry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What of the batches handed over is held back when an entry or a topic fails, and what is not. */
class HandoverQueueTest {
  private static final PublishResult FAILED = new Retry("refused", "InvalidRecord", null);

  private final Entries entries = new Entries();
  private final AtomicLong now = new AtomicLong();
  private final HandoverQueue queue = new HandoverQueue(now::get);
  private long places;

  private Entry a() {
    return entries.entry("orders", "a");
  }

  private Entry b() {
    return entries.entry("orders", "b");
  }

  /** A batch the relay hands over now; it is accepted later. */
  private Handover called(Entry... batch) {
    Outcomes outcomes = new Outcomes(batch.length, false, () -> {});
    return new Handover(places++, Entries.BATCH, List.of(batch), outcomes, true, now.get());
  }

  private Handover accepted(Entry... batch) {
    Handover handover = called(batch);
    queue.accept(handover);
    return handover;
  }

  private Handover fed(Entry... batch) throws InterruptedException {
    Handover handover = accepted(batch);
    assertThat(take()).isSameAs(handover);
    return handover;
  }

  private Handover take() throws InterruptedException {
    return queue.take(Duration.ofMillis(1), () -> false);
  }

  /** The broker refuses an entry. */
  private static void fail(Trouble trouble, Handover handover, int index, PublishResult result) {
    handover.outcomes().report(index, result);
    trouble.lane(handover.entries().get(index).lane(), Stop.at(handover, index, result));
  }

  private void fail(Handover handover, int index) {
    Trouble trouble = new Trouble();
    fail(trouble, handover, index, FAILED);
    queue.putBack(trouble);
  }

  private void pass(Duration duration) {
    now.addAndGet(duration.toNanos());
  }

  private static void assertOpen(Handover handover, int... indexes) {
    for (int i = 0; i < handover.entries().size(); i++) {
      int index = i;
      boolean open = Arrays.stream(indexes).anyMatch(it -> it == index);
      assertThat(handover.open(i)).as("open " + i).isEqualTo(open);
    }
  }

  private static void assertHeldBack(Handover handover, int index) {
    assertThat(handover.outcomes().result(index))
        .isInstanceOfSatisfying(
            Retry.class,
            retry -> {
              assertThat(retry.reason()).startsWith("waits behind an earlier entry of its lane");
              assertThat(retry.errorClass()).isEqualTo("InvalidRecord");
            });
  }

  @Test
  void whatStandsBehindTheFailedEntryWaitsAndOtherLanesDoNot() throws InterruptedException {
    Handover first = fed(a(), b(), a());
    Handover second = accepted(b(), a());
    fail(first, 0);
    assertHeldBack(first, 2);
    assertHeldBack(second, 1);
    assertOpen(first, 1);
    assertOpen(second, 0);
    assertThat(take()).isSameAs(first);
    assertThat(take()).isSameAs(second);
  }

  /** The broker refuses one record of a request; those before it come back without a reason. */
  @Test
  void whatStandsBeforeTheFailedEntryIsSentAgain() throws InterruptedException {
    Handover first = fed(a());
    Handover second = fed(a(), a(), a());
    fail(second, 1);
    assertOpen(first, 0);
    assertOpen(second, 0);
    assertHeldBack(second, 2);
  }

  @Test
  void whatStandsBeforeIsSentAgainAlsoWhenTheBatchOfTheFailedEntryHasEnded()
      throws InterruptedException {
    Handover first = fed(a());
    Handover second = fed(a());
    second.outcomes().report(0, FAILED);
    assertThat(take()).as("the ended batch leaves").isNull();
    Handover third = accepted(a());
    fail(second, 0);
    assertOpen(first, 0);
    assertHeldBack(third, 0);
  }

  @Test
  void ofSeveralFailedEntriesOfALaneTheFirstCountsInWhateverOrderTheyAreTold()
      throws InterruptedException {
    Handover batch = fed(a(), a(), a(), a());
    Trouble trouble = new Trouble();
    fail(trouble, batch, 3, FAILED);
    fail(trouble, batch, 1, FAILED);
    queue.putBack(trouble);
    assertOpen(batch, 0);
    assertHeldBack(batch, 2);
  }

  /** The relay had looked at the results; then topics were looked up for seconds. */
  @Test
  void aBatchOnItsWayWhenTheEntryFailedIsHeldBackHoweverLongItTakes() throws InterruptedException {
    Handover first = fed(a());
    Handover onItsWay = called(a(), b());
    fail(first, 0);
    pass(HeldBack.HOLD.multipliedBy(3));
    queue.accept(onItsWay);
    assertHeldBack(onItsWay, 0);
    assertOpen(onItsWay, 1);
  }

  @Test
  void theFailedEntryThatIsTriedAgainIsNotHeldBackNorWhatComesAfterIt()
      throws InterruptedException {
    Entry failed = a();
    fail(fed(failed), 0);
    Handover again = accepted(failed, a());
    assertOpen(again, 0, 1);
  }

  @Test
  void theFailedEntryThatIsTriedAgainBeforeTheProducerIsReplacedIsNotHeldBack()
      throws InterruptedException {
    Entry failed = a();
    Handover first = fed(failed);
    Handover unknowing = accepted(a());
    Handover again = accepted(failed);
    Handover after = accepted(a());
    fail(first, 0);
    assertHeldBack(unknowing, 0);
    assertOpen(again, 0);
    assertOpen(after, 0);
  }

  /** The failed entry is dead, so the relay goes on with the one that was held back. */
  @Test
  void anEntryHeldBackIsNotHeldBackASecondTime() throws InterruptedException {
    Entry second = a();
    fail(fed(a(), second), 0);
    Handover again = accepted(second);
    assertOpen(again, 0);
  }

  /**
   * Before its next call but one the relay has looked at the results: then it knows what it does.
   */
  @Test
  void onlyOneBatchMoreCanBeOnItsWayWithoutKnowing() throws InterruptedException {
    fail(fed(a()), 0);
    assertHeldBack(accepted(a()), 0);
    assertOpen(accepted(a()), 0);
  }

  @Test
  void aBatchHandedOverLongAfterTheFailureIsNotHeldBack() throws InterruptedException {
    fail(fed(a()), 0);
    pass(HeldBack.HOLD.minusNanos(1));
    assertHeldBack(accepted(a()), 0);

    fail(fed(b()), 0);
    pass(HeldBack.HOLD);
    assertOpen(accepted(b()), 0);
  }

  @Test
  void everyEntryOfATopicThatIsGoneGetsItsAnswer() throws InterruptedException {
    PublishResult gone = TopicAnswer.missing("orders").result();
    Entry other = entries.entry("payments", "a");
    Entry held = a();
    Handover first = fed(held, other);
    Trouble trouble = new Trouble();
    trouble.topic("orders", gone);
    queue.putBack(trouble);
    assertThat(first.outcomes().result(0)).isEqualTo(gone);
    assertOpen(first, 1);
    // The relay tries again what it was answered; what it may not know of yet still waits.
    Handover again = accepted(held, b());
    assertOpen(again, 0);
    assertThat(again.outcomes().result(1)).isEqualTo(gone);
  }

  @Test
  void aRejectionThatStopsItsLaneTellsItsClassToThoseBehind() throws InterruptedException {
    Handover batch = fed(a(), a());
    Trouble trouble = new Trouble();
    fail(trouble, batch, 0, new Reject("bad", "InvalidRecord"));
    queue.putBack(trouble);
    assertHeldBack(batch, 1);
  }

  /**
   * Both were accepted while the cluster was away; the first is looked up, its topic is missing.
   */
  @Test
  void whatWaitsBehindAnEntryRefusedAtItsTurnIsAnsweredToo() throws InterruptedException {
    Handover first = accepted(a());
    Handover second = accepted(b(), a());
    Handover third = accepted(a());
    assertThat(take()).isSameAs(first);
    Handover onItsWay = called(a());
    first.outcomes().report(0, FAILED);
    queue.stop(Map.of(first.entries().get(0).lane(), Stop.at(first, 0, FAILED)));
    assertHeldBack(second, 1);
    assertHeldBack(third, 0);
    queue.accept(onItsWay);
    assertHeldBack(onItsWay, 0);
    assertThat(take()).isSameAs(second);
    assertThat(take()).as("all others have ended").isNull();
  }
}
