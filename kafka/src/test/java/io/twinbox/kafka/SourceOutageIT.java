package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.TcpProxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker that goes away and comes back: told soon, and got over by itself. */
class SourceOutageIT {
  private static final Logger LOG = LoggerFactory.getLogger(SourceOutageIT.class);

  /** Ten seconds are promised; a busy machine may need more. */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(30);

  private static final Duration RESUMED_WITHIN = Duration.ofSeconds(30);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(45);

  /** The least a broker allows: who is silent for longer is put out of the group. */
  private static final Duration SESSION = Duration.ofSeconds(6);

  private static final Duration REQUEST = Duration.ofSeconds(3);

  /** Shorter than the defaults, so that an outage need not be long to outlast them. */
  private static final Map<String, Object> IMPATIENT =
      Map.of(
          "session.timeout.ms", Math.toIntExact(SESSION.toMillis()),
          "request.timeout.ms", Math.toIntExact(REQUEST.toMillis()),
          "default.api.timeout.ms", Math.toIntExact(REQUEST.toMillis()));

  private static TcpProxy proxy;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startBroker() {
    proxy = TcpProxy.unconnected(7);
    kafka = EmbeddedKafka.builder().behind(proxy).start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
    proxy.close();
  }

  private static Member direct(String topic) {
    return new Member(
        KafkaSource.builder().properties(kafka.clientProperties()).properties(IMPATIENT).build(),
        topic,
        topic);
  }

  private static Member throughProxy(String topic) {
    return new Member(
        KafkaSource.builder()
            .bootstrapServers("127.0.0.1:" + proxy.port())
            .properties(IMPATIENT)
            .build(),
        topic,
        topic);
  }

  private static void write(String topic, int from, int to) {
    try (TopicWriter writer = new TopicWriter(kafka)) {
      writer.writeNumbers(topic, 2, from, to);
    }
  }

  private static void readSome(Member member, String topic) {
    kafka.createTopic(topic, 2, Map.of());
    write(topic, 0, 10);
    member.readUntil(10);
    assertThat(member.commitNow()).isTrue();
  }

  private static void assertTold(Member member, String what) {
    Duration took = time(() -> member.pollUntil(() -> member.trouble != null));
    LOG.info("Told what:{} took:{} message:{}", what, took, member.trouble.getMessage());
    assertThat(took).isLessThan(TOLD_WITHIN);
    assertThat(member.trouble).hasMessageContaining("Kafka at 127.0.0.1:");
  }

  private static void assertResumed(Member member, String topic, String what) {
    Duration took =
        time(
            () -> {
              write(topic, 10, 20);
              member.readUntil(20);
            });
    LOG.info("Resumed after:{} took:{}", what, took);
    assertThat(took).isLessThan(RESUMED_WITHIN);
    assertThat(member.texts()).doesNotHaveDuplicates();
    member.pollUntil(() -> member.trouble == null && member.commitNow());
  }

  private static Duration time(Runnable work) {
    long since = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - since);
  }

  @Test
  void aStoppedBrokerIsToldAndGotOver() {
    try (Member member = direct("source-stopped")) {
      readSome(member, "source-stopped");
      kafka.stop();
      assertTold(member, "a stop");
      member.source.commit(member.next);
      assertThat(member.source.commitNow(member.next, Duration.ofSeconds(1))).isFalse();
      member.pollFor(REQUEST.plusSeconds(1));
      kafka.start();
      assertResumed(member, "source-stopped", "a stop");
    }
  }

  @Test
  void aKilledBrokerIsGotOver() {
    try (Member member = direct("source-killed")) {
      readSome(member, "source-killed");
      kafka.kill();
      kafka.start();
      assertResumed(member, "source-killed", "a kill");
    }
  }

  @Test
  void aBlackHoleIsToldAndGotOver() {
    try (Member member = throughProxy("source-hole")) {
      readSome(member, "source-hole");
      proxy.blackHole();
      assertTold(member, "a black hole");
      member.pollFor(SESSION.plusSeconds(1));
      proxy.heal();
      assertResumed(member, "source-hole", "a black hole");
    } finally {
      proxy.heal();
    }
  }

  @Test
  void withoutABrokerFromTheStartTheSourceWaits() {
    kafka.createTopic("source-late", 2, Map.of());
    kafka.stop();
    try (Member member = direct("source-late")) {
      assertTold(member, "no broker from the start");
      assertThat(member.source.promises()).anyMatch(line -> line.contains("nothing is known yet"));
      kafka.start();
      write("source-late", 0, 10);
      assertResumed(member, "source-late", "a late start");
    } finally {
      if (!kafka.isRunning()) {
        kafka.start();
      }
    }
  }

  @Test
  void aNameThatIsNotKnownIsASourceThatIsDown() {
    try (Member member =
        new Member(
            KafkaSource.builder().bootstrapServers("no-such-broker.invalid:9092").build(),
            "nameless",
            "any")) {
      member.pollUntil(() -> member.trouble != null);
      assertThat(member.trouble).hasMessageContaining("no-such-broker.invalid");
    }
  }

  @Test
  void closingWithoutABrokerDoesNotTakeLong() {
    Member member = direct("source-closed");
    readSome(member, "source-closed");
    kafka.stop();
    try {
      assertThat(time(member::close)).isLessThan(CLOSED_WITHIN);
    } finally {
      kafka.start();
    }
  }
}
