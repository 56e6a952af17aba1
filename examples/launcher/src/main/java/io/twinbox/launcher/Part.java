package io.twinbox.launcher;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.EmbeddedProgram;
import io.twinbox.devservices.StopMode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A process of a running example, as something to be stopped and started by name.
 *
 * @param verbs what can be done to it
 */
record Part(String name, BooleanSupplier running, Map<String, Runnable> verbs) {
  Part {
    verbs = new TreeMap<>(verbs);
  }

  static Part of(EmbeddedPostgres postgres) {
    return new Part(
        "postgres",
        postgres::isRunning,
        verbs(
            postgres::start,
            () -> postgres.stop(StopMode.FAST),
            postgres::kill,
            postgres::pause,
            postgres::resume));
  }

  static Part of(EmbeddedKafka kafka) {
    return new Part(
        "kafka",
        kafka::isRunning,
        verbs(kafka::start, kafka::stop, kafka::kill, kafka::pause, kafka::resume));
  }

  static Part of(String name, EmbeddedProgram program) {
    return new Part(
        name,
        program::isRunning,
        verbs(program::start, program::stop, program::kill, program::pause, program::resume));
  }

  static Part of(MailServer mail) {
    return new Part("mail", mail::isRunning, Map.of("start", mail::start, "stop", mail::stop));
  }

  /** A receiver that is stopped still answers: that it cannot take anything for now. */
  static Part of(WebhookReceiver webhooks) {
    return new Part(
        "webhooks",
        () -> webhooks.answer() == 200,
        Map.of("start", () -> webhooks.answer(200), "stop", () -> webhooks.answer(503)));
  }

  private static Map<String, Runnable> verbs(
      Runnable start, Runnable stop, Runnable kill, Runnable pause, Runnable resume) {
    return Map.of("start", start, "stop", stop, "kill", kill, "pause", pause, "resume", resume);
  }
}
