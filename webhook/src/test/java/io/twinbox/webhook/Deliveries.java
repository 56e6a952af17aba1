package io.twinbox.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RelayId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Hands single entries over, as a relay does, and waits for what became of them. */
final class Deliveries {
  private long batches;
  private long seqs;

  Entry entry(String topic) {
    return entry(topic, "{}".getBytes(UTF_8), Map.of());
  }

  Entry entry(String topic, byte @Nullable [] payload, Map<String, String> headers) {
    long seq = ++seqs;
    return new Entry(
        seq,
        new UUID(1, seq),
        WebhookPublisher.CHANNEL,
        topic,
        "k" + seq,
        "OrderPlaced",
        "application/json",
        payload,
        headers,
        Instant.now());
  }

  Outcomes hand(WebhookPublisher publisher, Entry entry) {
    Outcomes outcomes = new Outcomes(1, false, () -> {});
    BatchId batch = new BatchId(new RelayId("hooks", WebhookPublisher.CHANNEL), ++batches);
    publisher.publish(batch, List.of(entry), outcomes);
    return outcomes;
  }

  static PublishResult result(Outcomes outcomes) {
    await()
        .until(
            () -> {
              PublishResult result = outcomes.result(0);
              return result != null && !(result instanceof PublishResult.UnderWay);
            });
    PublishResult result = outcomes.result(0);
    assertThat(result).isNotNull();
    return result;
  }

  static PublishResult.Retry retry(@Nullable PublishResult result) {
    assertThat(result).isInstanceOf(PublishResult.Retry.class);
    return (PublishResult.Retry) result;
  }

  static PublishResult.Postpone postponed(@Nullable PublishResult result) {
    assertThat(result).isInstanceOf(PublishResult.Postpone.class);
    return (PublishResult.Postpone) result;
  }
}
