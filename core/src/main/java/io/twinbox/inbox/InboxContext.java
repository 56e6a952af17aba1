package io.twinbox.inbox;

import io.twinbox.spi.RecordHeader;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a handler may know about the record it handles. Valid until the handler returns; for the
 * handler's thread only.
 */
public interface InboxContext {

  /**
   * The connection of the transaction in which the record is handled. What is written through it,
   * and what is appended to an outbox with it, takes effect once, together with the record.
   *
   * <p>Never commit, roll back or close it: that is refused, or found out, and the record counts as
   * failed. Savepoints are welcome. {@code SET CONSTRAINTS} must name the constraints: those of the
   * inbox are among {@code ALL}, and one of them holds at the very end only.
   */
  Connection connection();

  /** Name of the consumer. */
  String consumer();

  /**
   * What the record is deduplicated by: the message's own id if that is a UUIDv7, otherwise a hash
   * of {@link #idText}.
   */
  UUID id();

  /** The id as it came, at most 255 characters. */
  String idText();

  /** The kind of message; empty if the headers do not tell. */
  Optional<String> type();

  /** Media type of the value; empty if the headers do not tell. */
  Optional<String> contentType();

  /** The key as text, read as UTF-8; empty if there is none. */
  Optional<String> key();

  /** All headers in their order, duplicates too. The arrays are shared: not to be changed. */
  List<RecordHeader> headers();

  /** The last header of that name, read as UTF-8; empty if there is none. */
  Optional<String> header(String name);

  /**
   * Which attempt this is, 1 or more. After a crash an attempt that was under way may not have been
   * counted, except where crashes are looked for.
   */
  int attempt();

  /** The topic the record came from. */
  String topic();

  /** The partition it came from. */
  int partition();

  /** Its offset there. */
  long offset();

  /** The record's own time, as the broker tells. */
  Instant timestamp();

  /** When the message was made, as its headers tell; otherwise {@link #timestamp}. */
  Instant occurredAt();
}
