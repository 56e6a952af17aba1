package io.twinbox.console.api;

import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.InboxLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record as the document says. */
record RecordView(
    Item item,
    String identity,
    @Nullable String key,
    @Nullable Integer payloadBytes,
    @Nullable List<Header> headers,
    @Nullable String stack) {

  static RecordView of(InboxLetter letter, boolean shown) {
    byte[] payload = letter.payload();
    return new RecordView(
        Item.of(letter.item()),
        letter.idText(),
        letter.key() == null ? null : readable(letter.key()),
        payload == null ? null : payload.length,
        shown ? letter.headers().stream().map(Header::of).toList() : null,
        shown ? letter.stack() : null);
  }

  static @Nullable String contentType(InboxLetter letter) {
    return letter.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase("content-type"))
        .map(InboxLetter.Header::value)
        .filter(value -> value != null)
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .findFirst()
        .orElse(null);
  }

  private static String readable(byte[] bytes) {
    String text = PayloadView.text(bytes, false);
    return text == null ? "base64:" + Base64.getEncoder().encodeToString(bytes) : text;
  }

  /** A row of the list. */
  record Item(
      String consumer,
      long seq,
      RecordState state,
      UUID messageId,
      String topic,
      int partition,
      long offset,
      @Nullable String type,
      int attempts,
      Instant receivedAt,
      @Nullable Instant nextAttemptAt,
      @Nullable RecordFault fault,
      @Nullable String error,
      @Nullable Instant discardedAt) {
    static Item of(InboxItem item) {
      return new Item(
          item.consumer(),
          item.seq(),
          item.state(),
          item.messageId(),
          item.topic(),
          item.partition(),
          item.offset(),
          item.type(),
          item.attempts(),
          item.receivedAt(),
          item.nextAttemptAt(),
          item.fault(),
          item.error(),
          item.discardedAt());
    }
  }

  /** A header; bytes that are no text come as base64. */
  record Header(String name, @Nullable String value, boolean base64) {
    static Header of(InboxLetter.Header header) {
      byte[] value = header.value();
      if (value == null) {
        return new Header(header.name(), null, false);
      }
      String text = PayloadView.text(value, false);
      return text == null
          ? new Header(header.name(), Base64.getEncoder().encodeToString(value), true)
          : new Header(header.name(), text, false);
    }
  }
}
