package io.twinbox.kafka;

/**
 * Which headers tell a consumer what a record is. The application's own headers always come first,
 * under their own names. The entry's position always comes last: {@code twinbox_relay}, the name of
 * the relay that published it, {@code twinbox_batch}, the number of the batch in that relay's
 * journal (an entry that is tried again is in a later batch), and {@code twinbox_seq}, its place in
 * the log. Numbers are decimal digits.
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
