package io.twinbox.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.Partition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Batches are as large as the order of the lanes allows. */
class PlanTest {
  private static final Registered.Many A = new Registered.Many(TextCodec.TEXT, (all, tx) -> {});
  private static final Registered.Many B = new Registered.Many(TextCodec.TEXT, (all, tx) -> {});
  private static final Registered.One ONE = new Registered.One(TextCodec.TEXT, (event, tx) -> {});
  private static final Handlers HANDLERS =
      new Handlers(Map.of("A", A, "B", B, "C", ONE), null, null, 1_000);

  @Test
  void differentKeysGoTogether() {
    assertThat(plan("A:k1", "B:k2", "A:k3", "B:k4")).containsExactly("A:k1 A:k3", "B:k2 B:k4");
  }

  @Test
  void aKeyIsNeverOvertaken() {
    assertThat(plan("A:k", "B:k", "A:k")).containsExactly("A:k", "B:k", "A:k");
    assertThat(plan("A:k", "B:k", "A:x", "A:k", "B:x"))
        .containsExactly("A:k A:x", "B:k B:x", "A:k");
  }

  @Test
  void singleHandlersKeepTheOrderOfArrival() {
    assertThat(plan("C:k1", "C:k2", "A:k1", "C:k3")).containsExactly("C:k1 C:k2 C:k3", "A:k1");
    assertThat(plan("C:k1", "A:k1", "C:k1")).containsExactly("C:k1", "A:k1", "C:k1");
  }

  private static List<String> plan(String... records) {
    List<Item> items = Stream.of(records).map(PlanTest::item).toList();
    return Plan.of(items, HANDLERS).stream()
        .map(group -> String.join(" ", group.items().stream().map(PlanTest::text).toList()))
        .toList();
  }

  private static String text(Item item) {
    byte[] value = item.record().value();
    return value == null ? "" : new String(value, UTF_8);
  }

  private static Item item(String text) {
    String[] parts = text.split(":", 2);
    InboxRecord record =
        new InboxRecord(
            new Partition("t", 0),
            0,
            Instant.EPOCH,
            parts[1].getBytes(UTF_8),
            text.getBytes(UTF_8),
            List.of(),
            MessageId.of("", text),
            parts[0],
            null,
            null,
            null);
    return Item.fetched(record, KeyOrder.ORDERED, 1);
  }
}
