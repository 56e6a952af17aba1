package io.twinbox.cli;

import io.twinbox.admin.EntrySearch;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which entries are meant. */
final class SearchOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--id", paramLabel = "UUID", description = "The message's id.")
  private @Nullable UUID id;

  @Option(names = "--topic", paramLabel = "NAME", description = "The topic.")
  private @Nullable String topic;

  @Option(names = "--message-key", paramLabel = "KEY", description = "The ordering key.")
  private @Nullable String key;

  @Option(names = "--type", paramLabel = "NAME", description = "The kind of message.")
  private @Nullable String type;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "At or after: 2026-01-31T12:00:00Z, or 2h, 30m, 7d ago.")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Before: the same.")
  private @Nullable Instant to;

  @Option(
      names = "--header",
      paramLabel = "NAME[=VALUE]",
      description = "A header it has; the database's role must be allowed to read headers.")
  private @Nullable String header;

  @Option(names = "--error", paramLabel = "TEXT", description = "Part of its last error.")
  private @Nullable String error;

  EntrySearch search() {
    try {
      EntrySearch search =
          EntrySearch.ALL
              .withId(id)
              .withTopic(topic)
              .withKey(key)
              .withType(type)
              .between(from, to)
              .withError(error);
      if (header == null) {
        return search;
      }
      int equals = header.indexOf('=');
      return equals < 0
          ? search.withHeader(header, null)
          : search.withHeader(header.substring(0, equals), header.substring(equals + 1));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
