package io.twinbox.jdbc;

import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.JobRequest;
import io.twinbox.admin.JobRequest.DiscardAll;
import io.twinbox.admin.JobRequest.Replay;
import io.twinbox.admin.JobRequest.RetryAll;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests of jobs as the database keeps them: text by name, nothing for what is not asked for. */
final class JobRequests {
  private JobRequests() {}

  static String kind(JobRequest request) {
    if (request instanceof Replay) {
      return "replay";
    }
    return request instanceof RetryAll ? "retry" : "discard";
  }

  static Map<String, String> texts(JobRequest request) {
    Map<String, String> texts = new LinkedHashMap<>();
    EntrySearch search = request.search();
    put(texts, "id", search.id());
    put(texts, "topic", search.topic());
    put(texts, "key", search.key());
    put(texts, "type", search.type());
    put(texts, "from", search.from());
    put(texts, "to", search.to());
    put(texts, "headerName", search.headerName());
    put(texts, "headerValue", search.headerValue());
    if (request instanceof Replay replay) {
      put(texts, "target", replay.target());
      put(texts, "ids", replay.ids());
    } else {
      put(texts, "error", search.error());
    }
    return texts;
  }

  private static void put(Map<String, String> texts, String name, @Nullable Object value) {
    if (value != null) {
      texts.put(name, String.valueOf(DbText.clean(value.toString())));
    }
  }

  static JobRequest parse(String kind, String relay, Map<String, String> texts) {
    String id = texts.get("id");
    EntrySearch search =
        new EntrySearch(
            null,
            null,
            id == null ? null : UUID.fromString(id),
            texts.get("topic"),
            texts.get("key"),
            texts.get("type"),
            time(texts.get("from")),
            time(texts.get("to")),
            texts.get("headerName"),
            texts.get("headerValue"),
            texts.get("error"));
    return switch (kind) {
      case "replay" ->
          new Replay(
              relay,
              search,
              texts.get("target"),
              Replay.Ids.valueOf(texts.getOrDefault("ids", Replay.Ids.KEPT.name())));
      case "retry" -> new RetryAll(relay, search);
      default -> new DiscardAll(relay, search);
    };
  }

  private static @Nullable Instant time(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }
}
