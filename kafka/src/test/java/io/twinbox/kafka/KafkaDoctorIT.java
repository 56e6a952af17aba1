package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.spi.Diagnosis;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each finding of the doctor, on a cluster that has it. */
class KafkaDoctorIT {
  private final EmbeddedKafka kafka = EmbeddedKafka.shared();

  @Test
  void aMissingTopicAndOneThatIsKeptOnTooFewBrokersAreNamed() {
    kafka.createTopic("doctor-single", 2, Map.of());
    List<Diagnosis> found =
        KafkaDoctor.of(kafka.bootstrapServers(), Map.of())
            .examine(List.of("doctor-single", "doctor-missing"));
    assertThat(found)
        .extracting(Diagnosis::code)
        .containsExactly("TOPIC_MISSING", "MIN_INSYNC_TOO_LOW");
    assertThat(found.get(0).sentence()).contains("doctor-missing");
    assertThat(found.get(1).remedy()).contains("min.insync.replicas=2");
  }

  @Test
  void aTopicThatAsksForMoreReplicasThanThereAreIsNamed() {
    kafka.createTopic("doctor-strict", 1, Map.of("min.insync.replicas", "2"));
    kafka.createTopic("doctor-unclean", 1, Map.of("unclean.leader.election.enable", "true"));
    List<Diagnosis> found =
        KafkaDoctor.of(kafka.bootstrapServers(), Map.of())
            .examine(List.of("doctor-strict", "doctor-unclean"));
    assertThat(found).extracting(Diagnosis::code).contains("UNDER_MIN_INSYNC", "UNCLEAN_ELECTION");
  }

  @Test
  void aClusterThatDoesNotAnswerIsNamed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Map<String, String> hurried =
        Map.of("request.timeout.ms", "500", "default.api.timeout.ms", "1000");
    assertThat(KafkaDoctor.of("127.0.0.1:" + port, hurried).examine(List.of("any")))
        .singleElement()
        .satisfies(it -> assertThat(it.code()).isEqualTo("BROKER_UNREACHABLE"));
  }
}
