package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromisesTest {
  private static final ProducerSettings SETTINGS =
      ProducerSettings.of(Map.of("bootstrap.servers", "broker:9092"));

  private static String line(TopicAnswer.Known topic) {
    List<String> lines = Promises.of(SETTINGS, HeaderStyle.CLOUDEVENTS, Map.of("orders", topic));
    return lines.get(lines.size() - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, a lost broker disk loses acknowledged records",
    "3, 1, a lost broker disk loses acknowledged records",
    "1, 2, a lost broker disk loses acknowledged records",
    "3, 2, acknowledged records survive the loss of any 1 broker disk",
    "5, 3, acknowledged records survive the loss of any 2 broker disks",
  })
  void theReplicationSaysWhatSurvives(int replicas, int minInSync, String expected) {
    assertThat(line(new TopicAnswer.Known(8, 1_048_588, replicas, minInSync, false, List.of())))
        .startsWith("topic orders: 8 partitions, replication factor " + replicas)
        .endsWith(expected);
  }

  @Test
  void whatCannotBeReadIsSaid() {
    assertThat(line(new TopicAnswer.Known(8, null, 3, null, false, List.of())))
        .contains("not readable")
        .contains("DescribeConfigs");
  }

  @Test
  void troubleIsTold() {
    List<String> troubles = List.of("partition orders-3 has no leader");
    assertThat(line(new TopicAnswer.Known(8, 1_048_588, 3, 2, false, troubles)))
        .endsWith("; partition orders-3 has no leader");
  }

  @Test
  void aTopicThatTakesOnlySmallBatchesIsTold() {
    assertThat(line(new TopicAnswer.Known(8, 100_000, 3, 2, false, List.of())))
        .endsWith("max.message.bytes 100000 is less than batch.size 262144: lower batch.size");
  }

  @Test
  void aPartitionerOfTheUsersOwnIsNamedWithWhatDependsOnIt() {
    ProducerSettings own =
        ProducerSettings.of(
            Map.of(
                "bootstrap.servers", "broker:9092", "partitioner.class", PickyPartitioner.class));
    assertThat(Promises.of(own, HeaderStyle.PLAIN, Map.of()))
        .contains(
            "partitioner.class io.twinbox.kafka.PickyPartitioner: the order of a key is kept only"
                + " if it always chooses the same partition for it");
    assertThat(Promises.of(SETTINGS, HeaderStyle.PLAIN, Map.of()))
        .noneMatch(line -> line.contains("partitioner"));
  }

  @Test
  void beforeTheFirstEntryNoTopicIsPromisedAnything() {
    assertThat(Promises.of(SETTINGS, HeaderStyle.PLAIN, Map.of()))
        .anyMatch(line -> line.contains("acks=all"))
        .anyMatch(line -> line.contains("no topic in use yet"));
  }
}
