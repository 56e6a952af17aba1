package io.twinbox;

import java.util.Objects;

/**
 * The application's own code failed while a message was made from an event: its codec, or the
 * function for the key or the headers. Nothing was written.
 */
public final class EncodingException extends TwinboxException {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final String type;

  /**
   * @param part what was being made: {@code payload}, {@code key} or {@code headers}
   * @param topic the topic's name
   * @param type the kind of message
   * @param cause what the application's code threw
   */
  public EncodingException(String part, String topic, String type, RuntimeException cause) {
    super("Making the " + part + " failed. topic:" + topic + " type:" + type, cause);
    this.topic = Objects.requireNonNull(topic, "topic");
    this.type = Objects.requireNonNull(type, "type");
  }

  /** The topic the message was for. */
  public String topic() {
    return topic;
  }

  /** The kind of message. */
  public String type() {
    return type;
  }
}
