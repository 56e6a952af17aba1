package io.twinbox.systemtests;

import static org.awaitility.Awaitility.await;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The real publisher, with the halting points in and after a batch. */
record HaltingPublisher(MessagePublisher publisher, Halt halt) implements MessagePublisher {

  @Override
  public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    halt.pass();
    if (halt.strikesNextAt(HaltingPoint.MID_BATCH)) {
      publishHalf(batch, entries, outcomes);
    }
    halt.pass(HaltingPoint.MID_BATCH);
    AtomicReference<Outcomes> answers = new AtomicReference<>();
    answers.set(
        new Outcomes(
            entries.size(), stopsRejected(outcomes), () -> ended(answers.get(), outcomes)));
    publisher.publish(batch, entries, answers.get());
    tell(answers.get(), outcomes);
  }

  /** Returns when half of the batch is in Kafka. */
  private void publishHalf(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    List<Entry> half = entries.subList(0, (entries.size() + 1) / 2);
    Outcomes answers = new Outcomes(half.size(), stopsRejected(outcomes), () -> {});
    publisher.publish(batch, half, answers);
    await().atMost(Scene.PATIENCE).until(answers::ended);
  }

  private static boolean stopsRejected(Outcomes outcomes) {
    return outcomes.stopsLane(new PublishResult.Reject("asked only", "Question"));
  }

  /** Called by the producer's thread, which a halt must not keep: nobody is told, that is all. */
  private void ended(Outcomes answers, Outcomes relays) {
    boolean published = answers.lostCause() == null && !answers.anyFailed();
    if (published ? !halt.strikes(HaltingPoint.AFTER_LAST_ACKNOWLEDGEMENT) : !halt.halted()) {
      tell(answers, relays);
    }
  }

  /** Hands on the answers known by now; those told before are ignored. */
  private void tell(Outcomes answers, Outcomes relays) {
    for (int i = 0; i < answers.size() && !halt.halted(); i++) {
      PublishResult result = answers.result(i);
      if (result != null) {
        relays.report(i, result);
      }
    }
    Throwable lost = answers.lostCause();
    if (lost != null) {
      relays.lost(lost);
    }
  }

  @Override
  public void probe() {
    halt.pass();
    publisher.probe();
  }

  @Override
  public void reset() {
    halt.pass();
    publisher.reset();
  }

  @Override
  public List<String> promises() {
    return publisher.promises();
  }

  @Override
  public void close() {
    publisher.close();
  }
}
