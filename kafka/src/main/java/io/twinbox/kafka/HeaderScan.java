package io.twinbox.kafka;

import io.twinbox.spi.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one record, gone through once. Of headers with the same name the last one counts;
 * one without a value counts as missing.
 */
final class HeaderScan {
  private static final RecordHeader[] NONE = {};

  private final List<RecordHeader> all;
  private byte @Nullable [] cloudEventId;
  private byte @Nullable [] cloudEventSource;
  private byte @Nullable [] cloudEventType;
  private byte @Nullable [] cloudEventTime;
  private byte @Nullable [] id;
  private byte @Nullable [] type;
  private byte @Nullable [] eventType;
  private byte @Nullable [] contentType;

  HeaderScan(Headers headers) {
    ArrayList<RecordHeader> found = new ArrayList<>(12);
    for (Header header : headers) {
      String name = header.key();
      byte[] value = header.value();
      found.add(new RecordHeader(name, value));
      if (value != null) {
        keep(name, value);
      }
    }
    this.all = List.of(found.toArray(NONE));
  }

  /** By length first: a switch by name would have to hash every name of every record. */
  private void keep(String name, byte[] value) {
    switch (name.length()) {
      case 2 -> id = name.equals("id") ? value : id;
      case 4 -> type = name.equals("type") ? value : type;
      case 5 -> cloudEventId = name.equals("ce_id") ? value : cloudEventId;
      case 7 -> {
        cloudEventType = name.equals("ce_type") ? value : cloudEventType;
        cloudEventTime = name.equals("ce_time") ? value : cloudEventTime;
      }
      case 9 -> {
        cloudEventSource = name.equals("ce_source") ? value : cloudEventSource;
        eventType = name.equals("eventType") ? value : eventType;
      }
      case 12 -> contentType = name.equals("content-type") ? value : contentType;
      default -> {}
    }
  }

  /** All headers in their order, duplicates too. */
  List<RecordHeader> all() {
    return all;
  }

  byte @Nullable [] cloudEventId() {
    return cloudEventId;
  }

  byte @Nullable [] cloudEventSource() {
    return cloudEventSource;
  }

  byte @Nullable [] cloudEventTime() {
    return cloudEventTime;
  }

  /** The header {@code id}: our plain style, and Debezium's outbox event router. */
  byte @Nullable [] id() {
    return id;
  }

  /** What kind of message it is: {@code ce_type}, else {@code type}, else {@code eventType}. */
  @Nullable String type() {
    if (cloudEventType != null) {
      return text(cloudEventType);
    }
    byte[] found = type != null ? type : eventType;
    return found == null ? null : text(found);
  }

  @Nullable String contentType() {
    return contentType == null ? null : text(contentType);
  }

  /** The last header of that name that has a value. */
  byte @Nullable [] last(String name) {
    for (int i = all.size() - 1; i >= 0; i--) {
      RecordHeader header = all.get(i);
      if (header.value() != null && header.name().equals(name)) {
        return header.value();
      }
    }
    return null;
  }

  /**
   * Bytes as text: UTF-8, or {@code 0x} and hexadecimal digits if they are not, so that different
   * bytes are different texts.
   */
  static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // The mark of what could not be decoded; it may also have been written on purpose.
    if (text.indexOf('\uFFFD') < 0 || isUtf8(bytes)) {
      return text;
    }
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
