package io.twinbox.inbox;

import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The context of one record. */
final class HandlingContext implements InboxContext {
  private final Connection connection;
  private final String consumer;
  private final InboxRecord record;
  private final int attempt;

  HandlingContext(Connection connection, String consumer, Item item) {
    this.connection = connection;
    this.consumer = consumer;
    this.record = item.record();
    this.attempt = item.attempt();
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public String consumer() {
    return consumer;
  }

  @Override
  public UUID id() {
    return record.id().uuid();
  }

  @Override
  public String idText() {
    return record.id().text();
  }

  @Override
  public Optional<String> type() {
    return Optional.ofNullable(record.type());
  }

  @Override
  public Optional<String> contentType() {
    return Optional.ofNullable(record.contentType());
  }

  @Override
  public Optional<String> key() {
    return text(record.key());
  }

  @Override
  public List<RecordHeader> headers() {
    return Collections.unmodifiableList(record.headers());
  }

  @Override
  public Optional<String> header(String name) {
    for (int i = record.headers().size() - 1; i >= 0; i--) {
      RecordHeader header = record.headers().get(i);
      if (header.name().equals(name)) {
        return text(header.value());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> text(byte @Nullable [] bytes) {
    return bytes == null
        ? Optional.empty()
        : Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public String topic() {
    return record.partition().topic();
  }

  @Override
  public int partition() {
    return record.partition().number();
  }

  @Override
  public long offset() {
    return record.offset();
  }

  @Override
  public Instant timestamp() {
    return record.timestamp();
  }

  @Override
  public Instant occurredAt() {
    Instant told = record.occurredAt();
    return told == null ? record.timestamp() : told;
  }
}
