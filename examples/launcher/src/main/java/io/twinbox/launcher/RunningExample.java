package io.twinbox.launcher;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.EmbeddedProgram;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An example that runs: its servers and applications, each to be stopped, killed, paused and
 * started again. {@link #close()} ends all of it, the applications first and gracefully.
 *
 * <p>Thread-safe, as far as its parts are.
 */
public final class RunningExample implements Surroundings, AutoCloseable {
  private final Example example;
  private final Controls controls;
  private final Map<String, String> urls = new LinkedHashMap<>();
  private final Map<String, EmbeddedProgram> applications = new LinkedHashMap<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private final EmbeddedPostgres postgres;
  private final EmbeddedKafka kafka;
  private final @Nullable MailServer mail;
  private final @Nullable WebhookReceiver webhooks;
  private final @Nullable Redis redis;

  RunningExample(Example example, Servers servers, Controls controls) {
    this.example = example;
    this.controls = controls;
    this.postgres = servers.postgres();
    this.kafka = servers.kafka();
    this.mail = servers.mail();
    this.webhooks = servers.webhooks();
    this.redis = servers.redis();
    open.push(servers);
    open.push(controls);
  }

  void serves(String application, int port) {
    urls.put(application, "http://127.0.0.1:" + port);
  }

  synchronized void runs(String application, EmbeddedProgram program) {
    applications.put(application, program);
    open.push(program);
  }

  /** Everything runs: it may be stopped and started by name. */
  void offerControls() {
    List<Part> parts = new ArrayList<>(List.of(Part.of(postgres), Part.of(kafka)));
    Map<String, Supplier<?>> lists = new LinkedHashMap<>();
    if (mail != null) {
      parts.add(Part.of(mail));
      lists.put("mails", mail::mails);
    }
    if (webhooks != null) {
      parts.add(Part.of(webhooks));
      lists.put("webhooks", webhooks::deliveries);
    }
    if (redis != null) {
      parts.add(Part.of("redis", redis.program()));
    }
    applications.forEach((name, program) -> parts.add(Part.of(name, program)));
    controls.offer(parts, lists);
  }

  /** Which one it is. */
  public Example example() {
    return example;
  }

  /** Its PostgreSQL. */
  public EmbeddedPostgres postgres() {
    return postgres;
  }

  /** Its Kafka. */
  public EmbeddedKafka broker() {
    return kafka;
  }

  /** Its mail server. */
  public MailServer mail() {
    return there(mail, "mail server");
  }

  /** Its receiver of webhooks. */
  public WebhookReceiver webhookReceiver() {
    return there(webhooks, "receiver of webhooks");
  }

  /** Its Redis. */
  public Redis redis() {
    return there(redis, "Redis");
  }

  /** The process of one of its applications. */
  public synchronized EmbeddedProgram application(String name) {
    EmbeddedProgram program = applications.get(name);
    if (program == null) {
      throw new IllegalArgumentException(example.name() + " has no application " + name);
    }
    return program;
  }

  @Override
  public String jdbcUrl(String database) {
    return postgres.url(database);
  }

  @Override
  public String kafka() {
    return kafka.bootstrapServers();
  }

  @Override
  public int smtpPort() {
    return mail().port();
  }

  @Override
  public int redisPort() {
    return redis().port();
  }

  @Override
  public URI webhooks() {
    return webhookReceiver().uri();
  }

  @Override
  public String webhookSecret() {
    return webhookReceiver().secret();
  }

  @Override
  public String url(String application) {
    String url = urls.get(application);
    if (url == null) {
      throw new IllegalArgumentException(example.name() + " has no application " + application);
    }
    return url;
  }

  @Override
  public String controls() {
    return controls.url();
  }

  /** The addresses of all its parts by name, those of the applications first. */
  public Map<String, String> addresses() {
    Map<String, String> all = new LinkedHashMap<>(urls);
    all.put("controls", controls());
    example.databases().forEach(name -> all.put("database " + name, jdbcUrl(name)));
    all.put("kafka", kafka());
    if (mail != null) {
      all.put("smtp", "127.0.0.1:" + smtpPort());
    }
    if (webhooks != null) {
      all.put("webhooks", webhooks().toString());
    }
    if (redis != null) {
      all.put("redis", "127.0.0.1:" + redisPort());
    }
    return all;
  }

  @Override
  public synchronized void close() {
    RuntimeException failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        failure = new IllegalStateException("could not end a part of " + example.name(), e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private <T> T there(@Nullable T part, String what) {
    if (part == null) {
      throw new IllegalStateException(example.name() + " has no " + what);
    }
    return part;
  }
}
