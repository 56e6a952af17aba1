package io.twinbox.console.api;

import io.twinbox.Message;
import io.twinbox.admin.Edit;
import io.twinbox.admin.EntryDetail;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.JobRequest;
import io.twinbox.console.http.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What may be asked to be done to the outbox, as the document says. */
final class OutboxRequests {
  private OutboxRequests() {}

  /** Dead letters, by their places or by what fits. */
  record Selection(
      String relay,
      @Nullable List<Long> seqs,
      @Nullable Filter filter,
      @Nullable Boolean dryRun,
      String reason,
      @Nullable String confirm) {
    Selection {
      Asked.required("relay", relay, Asked.MAX_NAME);
      reason = Asked.reason(reason);
      if ((seqs == null) == (filter == null)) {
        throw RefusedException.invalid("give either seqs or a filter");
      }
      if (filter == null && Boolean.TRUE.equals(dryRun)) {
        throw RefusedException.invalid("a dry run counts what fits a filter");
      }
    }

    boolean countsOnly() {
      return Boolean.TRUE.equals(dryRun);
    }
  }

  /** What fits all that is given. */
  record Filter(
      @Nullable String topic,
      @Nullable String key,
      @Nullable String type,
      @Nullable String error,
      @Nullable Instant from,
      @Nullable Instant to) {
    Filter {
      Asked.optional("topic", topic, 249);
      Asked.optional("key", key, 2048);
      Asked.optional("type", type, 200);
      Asked.optional("error", error, 200);
    }

    EntrySearch search() {
      return EntrySearch.ALL
          .withTopic(topic)
          .withKey(key)
          .withType(type)
          .withError(error)
          .between(from, to);
    }
  }

  /** What a dead letter becomes: what is not given stays as it was. */
  record Edited(
      String relay,
      @Nullable String type,
      @Nullable String contentType,
      @Nullable String text,
      @Nullable String base64,
      @Nullable Boolean tombstone,
      @Nullable Map<String, String> headers,
      String reason,
      @Nullable String confirm) {
    Edited {
      Asked.required("relay", relay, Asked.MAX_NAME);
      reason = Asked.reason(reason);
      if (Stream.of(text != null, base64 != null, Boolean.TRUE.equals(tombstone))
              .filter(given -> given)
              .count()
          > 1) {
        throw RefusedException.invalid("give one of text, base64 and tombstone");
      }
    }

    // On JDK 17 NullAway does not see in class files that an array may be null.
    @SuppressWarnings("NullAway")
    Edit of(EntryDetail entry) {
      return new Edit(
          type == null ? entry.item().type() : type,
          contentType == null ? entry.contentType() : contentType,
          payload(entry),
          headers == null ? entry.headers() : headers);
    }

    private byte @Nullable [] payload(EntryDetail entry) {
      if (Boolean.TRUE.equals(tombstone)) {
        return null;
      }
      if (text != null) {
        return text.getBytes(StandardCharsets.UTF_8);
      }
      if (base64 == null) {
        return entry.payload();
      }
      try {
        return Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        throw RefusedException.invalid("base64 is none");
      }
    }
  }

  /** A test message. */
  record Appended(
      @Nullable String channel,
      String topic,
      @Nullable String key,
      String type,
      @Nullable String contentType,
      @Nullable String text,
      @Nullable Map<String, String> headers,
      String reason,
      @Nullable String confirm) {
    Appended {
      Asked.optional("channel", channel, Asked.MAX_NAME);
      Asked.required("topic", topic, 249);
      Asked.required("type", type, 200);
      reason = Asked.reason(reason);
    }

    Message message() {
      Message.Builder message =
          Message.builder()
              .channel(channel == null ? Message.DEFAULT_CHANNEL : channel)
              .topic(topic)
              .type(type);
      if (key != null) {
        message.key(key);
      }
      if (text == null) {
        message.tombstone();
      } else {
        message.text(text);
      }
      if (contentType != null) {
        message.contentType(contentType);
      }
      if (headers != null) {
        message.headers(headers);
      }
      return message.build();
    }
  }

  /** What is published again. */
  record Replayed(
      String relay,
      @Nullable String topic,
      @Nullable String key,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String toTopic,
      JobRequest.Replay.@Nullable Ids ids,
      @Nullable Boolean dryRun,
      String reason,
      @Nullable String confirm) {
    Replayed {
      Asked.required("relay", relay, Asked.MAX_NAME);
      Asked.optional("topic", topic, 249);
      Asked.optional("key", key, 2048);
      Asked.optional("toTopic", toTopic, 249);
      reason = Asked.reason(reason);
      if (topic == null && key == null && from == null && to == null) {
        throw RefusedException.invalid("give at least one of topic, key, from and to");
      }
    }

    boolean countsOnly() {
      return Boolean.TRUE.equals(dryRun);
    }

    JobRequest job() {
      return new JobRequest.Replay(
          relay,
          EntrySearch.ALL.withTopic(topic).withKey(key).between(from, to),
          toTopic,
          ids == null ? JobRequest.Replay.Ids.KEPT : ids);
    }
  }
}
