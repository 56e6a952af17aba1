package io.twinbox.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.Codec;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is decoded ahead is not decoded again, and nothing depends on it. */
class DecodeAheadTest {
  private static final Duration NOW = Duration.ofMillis(1);

  private final AtomicInteger decoded = new AtomicInteger();
  private Runnable inCodec = () -> {};
  private final Handlers handlers = handlers();
  private final DecodeAhead ahead = new DecodeAhead(handlers);

  @Test
  void aRecordIsDecodedOnce() throws InterruptedException {
    List<Item> items = items(100);
    ahead.expect(true);
    ahead.begin(items);
    ahead.step(NOW);
    ahead.end();
    assertThat(decoded).hasValue(100);

    items.forEach(item -> item.decoded(handlers));
    assertThat(decoded).hasValue(100);
  }

  @Test
  void nothingIsDecodedAheadAmongDuplicates() throws InterruptedException {
    ahead.expect(false);
    ahead.begin(items(100));
    ahead.step(NOW);
    assertThat(decoded).hasValue(0);
  }

  @Test
  void aFewRecordsWakeNobody() throws InterruptedException {
    ahead.expect(true);
    ahead.begin(items(3));
    ahead.step(NOW);
    assertThat(decoded).hasValue(0);
  }

  @Test
  void itStopsWhenTheClaimEnds() throws InterruptedException {
    ahead.expect(true);
    ahead.begin(items(100));
    inCodec =
        () -> {
          if (decoded.get() == 10) {
            ahead.end();
          }
        };
    ahead.step(NOW);
    assertThat(decoded).hasValue(10);
  }

  @Test
  void anErrorOfTheCodecIsLeftToWhoHandles() throws InterruptedException {
    List<Item> items = items(100);
    inCodec =
        () -> {
          throw new OutOfMemoryError("for the test");
        };
    ahead.expect(true);
    ahead.begin(items);
    ahead.step(NOW);

    assertThatThrownBy(() -> items.get(0).decoded(handlers)).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void whoHandlesWaitsForTheRecordThatIsBeingDecoded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    inCodec =
        () -> {
          begun.countDown();
          await(goOn);
        };
    Item item = items(1).get(0);
    CompletableFuture<Decoded> first = CompletableFuture.supplyAsync(() -> item.decoded(handlers));
    await(begun);
    CompletableFuture<Decoded> second = CompletableFuture.supplyAsync(() -> item.decoded(handlers));
    goOn.countDown();

    assertThat(first.get(60, TimeUnit.SECONDS)).isSameAs(second.get(60, TimeUnit.SECONDS));
    assertThat(decoded).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Handlers handlers() {
    Codec<String> counting =
        new Codec<>() {
          @Override
          public byte[] encode(String value) {
            return TextCodec.TEXT.encode(value);
          }

          @Override
          public String decode(byte[] bytes) {
            decoded.incrementAndGet();
            inCodec.run();
            return TextCodec.TEXT.decode(bytes);
          }

          @Override
          public String contentType() {
            return TextCodec.TEXT.contentType();
          }
        };
    return new Handlers(
        Map.of("A", new Registered.Many(counting, (all, tx) -> {})), null, null, 1_000);
  }

  private static List<Item> items(int count) {
    return IntStream.range(0, count).mapToObj(DecodeAheadTest::item).toList();
  }

  private static Item item(int offset) {
    Partition partition = new Partition("t", 0);
    InboxRecord record =
        new InboxRecord(
            partition,
            offset,
            Instant.EPOCH,
            null,
            "x".getBytes(UTF_8),
            List.of(),
            MessageId.ofPlace(partition, offset),
            "A",
            null,
            null,
            null);
    return Item.fetched(record, KeyOrder.ORDERED, 1);
  }
}
