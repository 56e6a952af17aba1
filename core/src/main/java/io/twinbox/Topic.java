package io.twinbox;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A destination and how messages for it are made of an application's own events.
 *
 * <pre>{@code
 * static final Topic<OrderCreated> ORDERS = Topic.of(OrderCreated.class)
 *     .named("order-events")
 *     .codec(JsonCodec.of(OrderCreated.class))
 *     .keyedBy(OrderCreated::orderId);
 *
 * outbox.append(connection, ORDERS, event);
 * }</pre>
 *
 * <p>Name and codec are required before the first message. Immutable: every method returns another
 * topic. Thread-safe if the functions and the codec are.
 *
 * @param <T> the application's event
 */
public final class Topic<T> {

  private final Class<T> eventType;
  private final String type;
  private final String channel;
  private final @Nullable String name;
  private final @Nullable Codec<T> codec;
  private final Function<? super T, @Nullable String> key;
  private final Function<? super T, Map<String, String>> headers;

  private Topic(
      Class<T> eventType,
      String type,
      String channel,
      @Nullable String name,
      @Nullable Codec<T> codec,
      Functions<T> functions) {
    this.eventType = eventType;
    this.type = type;
    this.channel = channel;
    this.name = name;
    this.codec = codec;
    this.key = functions.key;
    this.headers = functions.headers;
  }

  /**
   * A topic of such events, yet without a name and a codec; the type is the class's simple name.
   */
  public static <T> Topic<T> of(Class<T> eventType) {
    Functions<T> none = new Functions<>(event -> null, event -> Map.of());
    String type = MessageRules.type(eventType.getSimpleName());
    return new Topic<>(eventType, type, Message.DEFAULT_CHANNEL, null, null, none);
  }

  /**
   * Names the destination.
   *
   * @throws InvalidMessageException if Kafka would not allow the name
   */
  public Topic<T> named(String name) {
    return new Topic<>(eventType, type, channel, MessageRules.topic(name), codec, functions());
  }

  /** Names the kind of message, where the class's simple name is not it. */
  public Topic<T> type(String type) {
    return new Topic<>(eventType, MessageRules.type(type), channel, name, codec, functions());
  }

  /** Names the kind of destination, where it is not {@value Message#DEFAULT_CHANNEL}. */
  public Topic<T> channel(String channel) {
    return new Topic<>(eventType, type, MessageRules.channel(channel), name, codec, functions());
  }

  /** How events become payloads. */
  public Topic<T> codec(Codec<T> codec) {
    Objects.requireNonNull(codec, "codec");
    return new Topic<>(eventType, type, channel, name, codec, functions());
  }

  /** The ordering key of an event; a function that returns null asks for no order. */
  public Topic<T> keyedBy(Function<? super T, @Nullable String> key) {
    Objects.requireNonNull(key, "key");
    return new Topic<>(eventType, type, channel, name, codec, new Functions<>(key, headers));
  }

  /** The headers of an event, not null. */
  public Topic<T> headers(Function<? super T, Map<String, String>> headers) {
    Objects.requireNonNull(headers, "headers");
    return new Topic<>(eventType, type, channel, name, codec, new Functions<>(key, headers));
  }

  /**
   * Makes the message for an event, now: what becomes of the event afterwards does not matter.
   *
   * @throws InvalidMessageException if the event is null or what was made of it is not legal
   * @throws EncodingException if the codec or a function failed
   * @throws IllegalStateException if the topic has no name or no codec yet
   */
  public Message message(T event) {
    String topic = required(name, "name: call named(\"...\")");
    Codec<T> encoder =
        required(codec, "codec: call codec(JsonCodec.of(" + eventType.getSimpleName() + ".class))");
    if (event == null) {
      throw new InvalidMessageException(
          "event", "null", "an event", "For a tombstone append a Message made with tombstone()");
    }
    return Message.builder()
        .topic(topic)
        .channel(channel)
        .type(type)
        .contentType(encoder.contentType())
        .key(made("key", topic, () -> key.apply(event)))
        .headers(made("headers", topic, () -> Objects.requireNonNull(headers.apply(event))))
        .payload(made("payload", topic, () -> Objects.requireNonNull(encoder.encode(event))))
        .build();
  }

  /** The destination's name; empty while there is none. */
  public String name() {
    return name == null ? "" : name;
  }

  /** The kind of message. */
  public String type() {
    return type;
  }

  /** The class of the events. */
  public Class<T> eventType() {
    return eventType;
  }

  @Override
  public String toString() {
    return "Topic[name:" + name() + " type:" + type + "]";
  }

  private Functions<T> functions() {
    return new Functions<>(key, headers);
  }

  private <V extends @Nullable Object> V made(String part, String topic, Maker<V> maker) {
    try {
      return maker.make();
    } catch (RuntimeException e) {
      throw new EncodingException(part, topic, type, e);
    }
  }

  private <V> V required(@Nullable V value, String what) {
    if (value == null) {
      throw new IllegalStateException(this + " has no " + what);
    }
    return value;
  }

  private interface Maker<V extends @Nullable Object> {
    V make();
  }

  private record Functions<T>(
      Function<? super T, @Nullable String> key,
      Function<? super T, Map<String, String>> headers) {}
}
