package io.twinbox.spring.inbox;

import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxState;
import io.twinbox.inbox.InboxStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All of one consumer in this process: members of its group, among which Kafka divides the
 * partitions, so that each key stays with one of them. To those who look from outside they are one.
 *
 * @param consumers 1 or more
 */
record Members(List<InboxConsumer> consumers) {
  Members {
    consumers = List.copyOf(consumers);
  }

  void start() {
    consumers.forEach(InboxConsumer::start);
  }

  /** All at once: what one of them gives back must not be handed to the next that is to leave. */
  void close() {
    if (consumers.size() == 1) {
      consumers.get(0).close();
      return;
    }
    CompletableFuture<?>[] ending =
        consumers.stream()
            .map(member -> CompletableFuture.runAsync(member::close, Members::inThread))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(ending).join();
  }

  private static void inThread(Runnable task) {
    new Thread(task, "twinbox-inbox-close").start();
  }

  /** The same for all of them. */
  List<String> promises() {
    return consumers.get(0).promises();
  }

  InboxStatus status() {
    return merged(consumers.stream().map(InboxConsumer::status).toList());
  }

  /** Sums, the worst of the states, and the backlog, which is that of the database, once. */
  static InboxStatus merged(List<InboxStatus> all) {
    InboxStatus first = all.get(0);
    if (all.size() == 1) {
      return first;
    }
    return new InboxStatus(
        first.consumer(),
        all.stream()
            .map(InboxStatus::state)
            .max(Comparator.comparing(Members::severity))
            .orElseThrow(),
        Math.toIntExact(sum(all, InboxStatus::partitions)),
        sum(all, InboxStatus::read),
        sum(all, InboxStatus::stored),
        sum(all, InboxStatus::handled),
        sum(all, InboxStatus::duplicates),
        sum(all, InboxStatus::conflicts),
        sum(all, InboxStatus::parked),
        sum(all, InboxStatus::dead),
        sum(all, InboxStatus::dropped),
        Math.toIntExact(sum(all, InboxStatus::buffered)),
        first.backlog(),
        earliest(all, InboxStatus::handlingSince),
        present(all, InboxStatus::lastError).findFirst().orElse(null),
        earliest(all, InboxStatus::failingSince),
        all.stream().mapToInt(InboxStatus::tries).max().orElse(0));
  }

  /** A member that is stopped beside others that run tells more than that these run. */
  private static int severity(InboxState state) {
    return switch (state) {
      case RUNNING -> 0;
      case BEHIND -> 1;
      case PAUSED -> 2;
      case STOPPED -> 3;
      case HANDLER_STUCK -> 4;
      case SOURCE_DOWN -> 5;
      case DATABASE_DOWN -> 6;
      case RESTARTING -> 7;
      case HALTED -> 8;
    };
  }

  private static long sum(List<InboxStatus> all, ToLongFunction<InboxStatus> count) {
    return all.stream().mapToLong(count).sum();
  }

  private static @Nullable Instant earliest(
      List<InboxStatus> all, Function<InboxStatus, @Nullable Instant> time) {
    return present(all, time).min(Comparator.naturalOrder()).orElse(null);
  }

  private static <T> Stream<T> present(
      List<InboxStatus> all, Function<InboxStatus, @Nullable T> value) {
    return all.stream().map(value).filter(Objects::nonNull).map(Objects::requireNonNull);
  }
}
