package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.Failure;
import io.twinbox.spi.InboxRecord;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which handler is called for a record. Types are names that were registered; nothing that data
 * says is ever loaded. Immutable.
 */
final class Handlers {
  private final Map<String, Registered> byType;
  private final @Nullable Registered otherwise;
  private final @Nullable Registered tombstones;
  private final int maxValueBytes;

  Handlers(
      Map<String, Registered> byType,
      @Nullable Registered otherwise,
      @Nullable Registered tombstones,
      int maxValueBytes) {
    this.byType = Map.copyOf(byType);
    this.otherwise = otherwise;
    this.tombstones = tombstones;
    this.maxValueBytes = maxValueBytes;
  }

  Decoded decode(InboxRecord record) {
    if (record.flaw() != null) {
      return Decoded.Refused.because(RecordFault.UNIDENTIFIED, record.flaw());
    }
    byte[] value = record.value();
    if (value == null) {
      return tombstones == null
          ? Decoded.Refused.because(RecordFault.NO_VALUE, "there is no value")
          : new Decoded.Call(tombstones, null);
    }
    if (value.length > maxValueBytes) {
      return Decoded.Refused.because(
          RecordFault.TOO_LARGE,
          "the value has " + value.length + " bytes, at most " + maxValueBytes + " are allowed");
    }
    String type = record.type();
    Registered handler = type == null ? null : byType.get(type);
    if (handler == null) {
      handler = otherwise;
    }
    return handler == null ? unknown(type) : decode(handler, value);
  }

  private static Decoded unknown(@Nullable String type) {
    String error = type == null ? "the record tells no type" : "no handler for type " + type;
    return Decoded.Refused.because(RecordFault.UNKNOWN_TYPE, error);
  }

  private static Decoded decode(Registered handler, byte[] value) {
    try {
      return new Decoded.Call(handler, handler.codec().decode(value));
    } catch (Throwable e) { // checked ones too: nobody must declare them in Kotlin, say
      Failures.rethrowFatal(e);
      Failure failure = Failures.of(RecordFault.UNDECODABLE, e);
      return new Decoded.Refused(failure);
    }
  }
}
