package io.twinbox.launcher;

import java.net.URI;

/** Where an example's servers and applications are. Known before the applications start. */
public interface Surroundings {

  /** The URL of one of the example's databases, with its user. */
  String jdbcUrl(String database);

  /** For {@code bootstrap.servers}. */
  String kafka();

  /**
   * The port of the mail server, on 127.0.0.1: plain SMTP, no log-in.
   *
   * @throws IllegalStateException if the example has none
   */
  int smtpPort();

  /**
   * The port of Redis, on 127.0.0.1, without a password.
   *
   * @throws IllegalStateException if the example has none
   */
  int redisPort();

  /**
   * Where webhooks are received.
   *
   * @throws IllegalStateException if the example has none
   */
  URI webhooks();

  /**
   * The secret the receiver of webhooks knows, as {@code whsec_} and base64.
   *
   * @throws IllegalStateException if the example has none
   */
  String webhookSecret();

  /** Where one of the example's applications serves HTTP, without a slash at the end. */
  String url(String application);

  /** Where the servers and applications can be stopped and started: {@code POST /NAME/stop}. */
  String controls();
}
