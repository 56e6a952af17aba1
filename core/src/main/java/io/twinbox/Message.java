package io.twinbox;

import com.github.f4b6a3.uuid.UuidCreator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an application hands over, to be published if and only if its transaction commits.
 *
 * <pre>{@code
 * Message message = Message.builder()
 *     .topic("order-events")
 *     .key(order.id())
 *     .type("OrderCreated")
 *     .text(json)
 *     .build();
 * outbox.append(connection, message);
 * }</pre>
 *
 * <p>Immutable and thread-safe. Everything is copied when given and legal once built; how large it
 * may be is up to the outbox it is appended to ({@link Limits}).
 */
public final class Message {

  /** The channel of a message that names none. */
  public static final String DEFAULT_CHANNEL = "kafka";

  /** The content type of a message that names none. */
  public static final String DEFAULT_CONTENT_TYPE = "application/json";

  private final UUID id;
  private final String channel;
  private final String topic;
  private final @Nullable String key;
  private final String type;
  private final String contentType;
  private final byte @Nullable [] payload;
  private final Map<String, String> headers;
  private final @Nullable Instant occurredAt;

  private Message(Builder builder) {
    this.topic = MessageRules.topic(builder.topic);
    this.key = MessageRules.key(builder.key);
    this.type = MessageRules.type(builder.type);
    this.payload = builder.legalPayload();
    this.contentType = MessageRules.contentType(builder.contentType);
    this.headers = builder.legalHeaders();
    this.channel = MessageRules.channel(builder.channel);
    Instant time = MessageRules.occurredAt(builder.occurredAt);
    this.occurredAt = time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    this.id = builder.id == null ? UuidCreator.getTimeOrderedEpoch() : builder.id;
  }

  private Message(Message other, Map<String, String> headers) {
    this.id = other.id;
    this.channel = other.channel;
    this.topic = other.topic;
    this.key = other.key;
    this.type = other.type;
    this.contentType = other.contentType;
    this.payload = other.payload;
    this.headers = headers;
    this.occurredAt = other.occurredAt;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Identity: what a consumer deduplicates by. */
  public UUID id() {
    return id;
  }

  /** Kind of destination, as {@code kafka}. */
  public String channel() {
    return channel;
  }

  /** Destination within the channel. */
  public String topic() {
    return topic;
  }

  /** Ordering key: messages of one topic and key stay in order. Null = no order asked for. */
  public @Nullable String key() {
    return key;
  }

  /** Kind of message, as {@code OrderCreated}. */
  public String type() {
    return type;
  }

  /** Media type of the payload. */
  public String contentType() {
    return contentType;
  }

  /** A copy of the payload; null = tombstone. */
  public byte @Nullable [] payload() {
    return payload == null ? null : payload.clone();
  }

  /** Size of the payload in bytes; 0 for a tombstone. */
  public int payloadSize() {
    return payload == null ? 0 : payload.length;
  }

  /** The headers in the order given, unmodifiable. The database keeps them without that order. */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * The same message, with these headers behind its own.
   *
   * @throws InvalidMessageException if one of them is illegal, or there already in whatever case
   */
  public Message withHeaders(Map<String, String> more) {
    return more.isEmpty()
        ? this
        : new Message(this, builder().headers(headers).headers(more).legalHeaders());
  }

  /** When it happened, to the microsecond; null = when the database stores it. */
  public @Nullable Instant occurredAt() {
    return occurredAt;
  }

  /** Identity and destination only: payloads, keys and headers never reach a log by accident. */
  @Override
  public String toString() {
    return "Message[id:" + id + " topic:" + topic + " type:" + type + "]";
  }

  /**
   * Collects the parts of a message. Topic, type and one of payload, text or tombstone are
   * required. Can be used again: what was built before does not change. Not thread-safe.
   */
  public static final class Builder {
    private @Nullable UUID id;
    private @Nullable String channel = DEFAULT_CHANNEL;
    private @Nullable String topic;
    private @Nullable String key;
    private @Nullable String type;
    private @Nullable String contentType = DEFAULT_CONTENT_TYPE;
    private byte @Nullable [] payload;
    private boolean tombstone;
    private @Nullable Instant occurredAt;
    private final List<Header> headers = new ArrayList<>();

    private Builder() {}

    /** The destination: a name Kafka allows, 1 to 249 of {@code A-Z a-z 0-9 . _ -}. Required. */
    public Builder topic(String topic) {
      this.topic = topic;
      return this;
    }

    /** Ordering key; null or not called = no order asked for. */
    public Builder key(@Nullable String key) {
      this.key = key;
      return this;
    }

    /** Kind of message, as {@code OrderCreated}. Required. */
    public Builder type(String type) {
      this.type = type;
      return this;
    }

    /** The payload, copied now. Takes the place of an earlier payload, text or tombstone. */
    public Builder payload(byte[] payload) {
      this.payload = payload == null ? null : payload.clone();
      this.tombstone = false;
      return this;
    }

    /**
     * The payload as text, stored in UTF-8. Takes the place of an earlier payload, text or
     * tombstone.
     *
     * @throws InvalidMessageException if the text holds an unpaired surrogate
     */
    public Builder text(String text) {
      if (text != null) {
        MessageRules.text("payload", text);
      }
      this.payload = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
      this.tombstone = false;
      return this;
    }

    /** No payload: in a compacted topic, deletes what the key stood for. */
    public Builder tombstone() {
      this.payload = null;
      this.tombstone = true;
      return this;
    }

    /** Media type of the payload; {@value Message#DEFAULT_CONTENT_TYPE} if not called. */
    public Builder contentType(String contentType) {
      this.contentType = contentType;
      return this;
    }

    /**
     * Adds a header. Names are of the characters of an HTTP header's, each given once in whatever
     * case; {@code content-type} and names that begin with {@code ce_} or {@code twinbox_} are
     * ours.
     */
    public Builder header(String name, String value) {
      headers.add(new Header(name, value));
      return this;
    }

    /** Adds headers in the map's order. */
    public Builder headers(Map<String, String> headers) {
      headers.forEach(this::header);
      return this;
    }

    /** Kind of destination; {@value Message#DEFAULT_CHANNEL} if not called. */
    public Builder channel(String channel) {
      this.channel = channel;
      return this;
    }

    /** Identity; a new time-ordered UUID (version 7) for each message built if not called. */
    public Builder id(UUID id) {
      this.id = id;
      return this;
    }

    /** When it happened, kept to the microsecond; the database's clock at append if not called. */
    public Builder occurredAt(Instant occurredAt) {
      this.occurredAt = occurredAt;
      return this;
    }

    /**
     * Makes the message.
     *
     * @throws InvalidMessageException naming the first part that is missing or illegal
     */
    public Message build() {
      return new Message(this);
    }

    private byte @Nullable [] legalPayload() {
      if (payload == null && !tombstone) {
        throw new InvalidMessageException(
            "payload", "null", "bytes or text", "Call tombstone() where no payload is meant");
      }
      return payload;
    }

    private Map<String, String> legalHeaders() {
      if (headers.isEmpty()) {
        return Map.of();
      }
      Map<String, String> legal = new LinkedHashMap<>();
      Set<String> seen = MessageRules.headerNames();
      for (Header header : headers) {
        MessageRules.header(header.name, header.value, seen);
        legal.put(header.name, header.value);
      }
      return Collections.unmodifiableMap(legal);
    }

    private record Header(String name, String value) {}
  }
}
