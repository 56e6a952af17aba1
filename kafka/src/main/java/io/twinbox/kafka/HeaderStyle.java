package io.twinbox.kafka;

/**
 * Which headers tell a consumer what a record is. The application's own headers always come first,
 * under their own names; {@code twinbox_seq}, the entry's place in the log, always comes last.
 */
public enum HeaderStyle {
  /**
   * CloudEvents 1.0, Kafka binding, binary mode: {@code ce_specversion}, {@code ce_id}, {@code
   * ce_source}, {@code ce_type}, {@code ce_time} (when the message was appended), {@code
   * content-type}.
   */
  CLOUDEVENTS,

  /** {@code id}, {@code type}, {@code content-type}. */
  PLAIN,

  /**
   * As Debezium's outbox event router writes them: {@code id}, and the type as {@code eventType}
   * (in Debezium {@code table.fields.additional.placement=type:header:eventType}).
   */
  DEBEZIUM
}
