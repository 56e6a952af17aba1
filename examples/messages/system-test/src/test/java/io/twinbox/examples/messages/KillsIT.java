package io.twinbox.examples.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedProgram;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} under load, in the middle of a transaction: each message is stored exactly once.
 */
class KillsIT {
  private static final int ROUNDS = 8;

  private final Scene scene = Scene.shared();
  private final Stored stored = new Stored(scene);
  private final EmbeddedProgram producer = scene.application(Scene.PRODUCER);
  private final EmbeddedProgram consumer = scene.application(Scene.CONSUMER);

  @Test
  void bothServicesAreKilledUnderLoadAndEachMessageIsStoredOnce() {
    Set<Long> answered;
    try (Load load = new Load(scene.producer(), 8)) {
      load.awaitMore(100);
      scene.whileSomebodyWaitsFor("importes", consumer::kill);
      load.awaitMore(50);
      scene.whileSomebodyWaitsFor("eventos", producer::kill);
      CompletableFuture.allOf(
              CompletableFuture.runAsync(consumer::start),
              CompletableFuture.runAsync(producer::start))
          .join();
      load.awaitMore(100);
      answered = load.answered();
    }

    assertAllStoredOnce(answered);
  }

  @Test
  @Tag("soak")
  void aStormOfKillsAndOutagesLosesNothingAndStoresNothingTwice() {
    Set<Long> answered;
    try (Load load = new Load(scene.producer(), 16)) {
      for (int round = 0; round < ROUNDS; round++) {
        strike(producer::kill, producer::start, load);
        strike(consumer::kill, consumer::start, load);
        strike(
            () -> scene.whileSomebodyWaitsFor("importes", consumer::kill), consumer::start, load);
        strike(scene.running().broker()::kill, scene.running().broker()::start, load);
        strike(consumer::stop, consumer::start, load);
        strike(producer::stop, producer::start, load);
        strike(scene.running().broker()::pause, scene.running().broker()::resume, load);
        strike(scene.running().redis().program()::kill, this::startRedis, load);
      }
      answered = load.answered();
    }

    assertAllStoredOnce(answered);
  }

  private void startRedis() {
    scene.running().redis().program().start();
  }

  private static void strike(Runnable blow, Runnable mend, Load load) {
    load.awaitMore(100);
    blow.run();
    mend.run();
  }

  private void assertAllStoredOnce(Set<Long> answered) {
    stored.awaitEachOnce();
    stored.awaitEnviado();
    assertThat(new HashSet<>(scene.numbers("SELECT evento_id FROM messages")))
        .containsAll(answered);
  }
}
