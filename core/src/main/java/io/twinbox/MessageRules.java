package io.twinbox;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a message may contain, whatever its size. A rule is here because somebody on the way refuses
 * what breaks it: PostgreSQL's text has no NUL, UTF-8 no unpaired surrogates, Kafka no other topic
 * names, HTTP no other header names; or because the name is ours.
 */
final class MessageRules {

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");
  private static final String NAME_MARKS = "!#$%&'*+-.^_`|~";

  private MessageRules() {}

  static String topic(@Nullable String topic) {
    String remedy = "Choose a topic name Kafka allows";
    String allowed = "1 to " + Limits.MAX_TOPIC_LENGTH + " of A-Z a-z 0-9 . _ -";
    if (topic == null || topic.isEmpty()) {
      throw invalid("topic", topic == null ? "null" : "empty", allowed, remedy);
    }
    if (topic.length() > Limits.MAX_TOPIC_LENGTH) {
      throw invalid("topic", topic.length() + " characters", allowed, remedy);
    }
    boolean legal = topic.chars().allMatch(c -> isLetterOrDigit(c) || "._-".indexOf(c) >= 0);
    if (!legal || ".".equals(topic) || "..".equals(topic)) {
      throw invalid("topic", Text.shown(topic), allowed + ", not . or ..", remedy);
    }
    return topic;
  }

  static String channel(@Nullable String channel) {
    boolean legal =
        channel != null
            && !channel.isEmpty()
            && channel.length() <= 100
            && channel.chars().allMatch(c -> isLetterOrDigit(c) || "._-".indexOf(c) >= 0);
    if (channel == null || !legal) {
      String actual = channel == null ? "null" : Text.shown(channel);
      throw invalid(
          "channel", actual, "1 to 100 of A-Z a-z 0-9 . _ -", "Name a channel, as 'kafka'");
    }
    return channel;
  }

  static @Nullable String key(@Nullable String key) {
    if (key != null) {
      int nul = key.indexOf('\0');
      if (nul >= 0) {
        throw invalid("key", "NUL at " + nul, "text without NUL", "Encode binary keys, as in hex");
      }
      pairedSurrogates("key", key);
    }
    return key;
  }

  static String type(@Nullable String type) {
    return label("type", type, "Name the kind of message, as 'OrderCreated'");
  }

  static String contentType(@Nullable String contentType) {
    String label = label("contentType", contentType, "Name a media type, as 'application/json'");
    if (!label.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      String remedy = "Name a media type, as 'application/json'";
      throw invalid("contentType", Text.shown(label), "printable ASCII", remedy);
    }
    return label;
  }

  static @Nullable Instant occurredAt(@Nullable Instant time) {
    if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
      String remedy = "Give the time of the event, or none for the database's";
      throw invalid("occurredAt", time.toString(), "years 1 to 9999", remedy);
    }
    return time;
  }

  static void text(String field, String text) {
    pairedSurrogates(field, text);
  }

  /** Header names seen so far, to tell a name that differs in case only: HTTP does not. */
  static Set<String> headerNames() {
    return new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  }

  static void header(@Nullable String name, @Nullable String value, Set<String> seen) {
    headerName(name);
    String field = "headers[" + name + "]";
    if (!seen.add(name)) {
      throw invalid(field, "given twice", "each name once, in whatever case", "Join the values");
    }
    if (value == null) {
      throw invalid(field, "null", "text", "Leave the header out, or give an empty text");
    }
    int control = Text.controlCharacter(value);
    if (control >= 0) {
      String actual = "control character at " + control;
      throw invalid(field, actual, "text without control characters", "Encode the value");
    }
    pairedSurrogates(field, value);
  }

  private static void headerName(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      throw invalid("headers", name == null ? "name null" : "name empty", "a name", "Name it");
    }
    if (!name.chars().allMatch(c -> isLetterOrDigit(c) || NAME_MARKS.indexOf(c) >= 0)) {
      String allowed = "names of A-Z a-z 0-9 and " + NAME_MARKS;
      throw invalid("headers", "name " + Text.shown(name), allowed, "Choose another name");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("ce_") || lower.startsWith("twinbox_") || lower.equals("content-type")) {
      String allowed = "names that do not begin with ce_ or twinbox_ and are not content-type";
      String remedy = "Choose another name, or set id, type, contentType or occurredAt";
      throw invalid("headers", "name " + Text.shown(name), allowed, remedy);
    }
  }

  private static String label(String field, @Nullable String label, String remedy) {
    String allowed = "1 to " + Limits.MAX_TYPE_LENGTH + " characters, no control characters";
    if (label == null || label.isBlank()) {
      throw invalid(field, label == null ? "null" : "blank", allowed, remedy);
    }
    if (label.length() > Limits.MAX_TYPE_LENGTH) {
      throw invalid(field, label.length() + " characters", allowed, remedy);
    }
    if (Text.controlCharacter(label) >= 0) {
      throw invalid(field, Text.shown(label), allowed, remedy);
    }
    pairedSurrogates(field, label);
    return label;
  }

  private static void pairedSurrogates(String field, String text) {
    int at = Text.unpairedSurrogate(text);
    if (at >= 0) {
      String actual = "unpaired surrogate at " + at;
      throw invalid(field, actual, "text that UTF-8 can carry", "Do not cut text inside a pair");
    }
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static InvalidMessageException invalid(
      String field, String actual, String allowed, String remedy) {
    return new InvalidMessageException(field, actual, allowed, remedy);
  }
}
