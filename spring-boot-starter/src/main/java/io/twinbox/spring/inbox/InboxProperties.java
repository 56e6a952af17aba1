package io.twinbox.spring.inbox;

import io.twinbox.RetryPolicy;
import io.twinbox.inbox.InboxMode;
import io.twinbox.inbox.InboxOptions;
import io.twinbox.inbox.KeyOrder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The inbox.
 *
 * @param enabled Whether consumers are started; their methods stay callable.
 * @param transactionManager Bean name of the handlers' transaction manager, where there are
 *     several.
 * @param consumers Options of single consumers, by name; a name that no handler has is refused.
 */
@ConfigurationProperties("twinbox.inbox")
record InboxProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String transactionManager,
    @DefaultValue Map<String, Consumer> consumers) {
  private static final int MOST_MEMBERS = 64;

  InboxOptions options(String consumer) {
    Consumer given = consumers.get(consumer);
    return given == null ? InboxOptions.DEFAULT : given.options();
  }

  /**
   * How many members of a consumer's group there are here.
   *
   * @throws IllegalStateException if it makes no sense
   */
  int concurrency(String consumer) {
    Consumer given = consumers.get(consumer);
    int members = given == null || given.concurrency() == null ? 1 : given.concurrency();
    boolean inline = options(consumer).mode() == InboxMode.INLINE;
    if (members < 1 || members > MOST_MEMBERS || (members > 1 && !inline)) {
      throw new IllegalStateException(
          "twinbox.inbox.consumers."
              + consumer
              + ".concurrency is "
              + members
              + (inline
                  ? ": it must be 1 to " + MOST_MEMBERS
                  : ", and it is stored first: that is done in parallel by workers"));
    }
    return members;
  }

  @Nullable Consumer of(String consumer) {
    return consumers.get(consumer);
  }

  /**
   * Options that would be nobody's: a slip of the pen must not leave a consumer with the defaults.
   *
   * @param given the names with options as the application has written them: those of which nothing
   *     is understood are not in {@link #consumers}
   * @throws IllegalStateException telling which, and what names there are
   */
  static void refuseOthers(Set<String> given, Set<String> known) {
    Set<String> understood = new TreeSet<>(known);
    understood.retainAll(given);
    Set<String> strange = new TreeSet<>(given);
    // An environment variable can only write the name of another source in its own way.
    strange.removeIf(name -> understood.stream().anyMatch(it -> uniform(it).equals(uniform(name))));
    if (!strange.isEmpty()) {
      throw new IllegalStateException(
          "twinbox.inbox.consumers has options for "
              + strange
              + ", and no @InboxHandler is of a consumer of that name. There are "
              + new TreeSet<>(known)
              + ". A name with other characters than letters, digits, - and _ needs brackets:"
              + " twinbox.inbox.consumers[order.events].mode");
    }
  }

  private static String uniform(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Options of a consumer.
   *
   * @param mode Inline, or store first.
   * @param order Whether a failing record holds up later ones of its key.
   * @param chunkRecords Most records of a transaction; 1000 if not set.
   * @param chunkBytes Keys, values and headers of a transaction stop at this sum; 4MB if not set.
   * @param chunkTime How long a transaction should take; 1s if not set.
   * @param handlerTimeLimit A call of a handler that takes longer is interrupted; 30s if not set.
   * @param maxValue A larger value is refused; 8MB if not set.
   * @param maxAttempts Attempts of a record before it becomes a dead letter; 10 if not set.
   * @param firstBackoff Wait after the first failed attempt; 500ms if not set.
   * @param maxBackoff Longest wait; 1m if not set.
   * @param notWorthRetrying Exceptions after which a record becomes a dead letter at once.
   * @param concurrency Inline: members of the group in this process, each with a thread and two
   *     connections of its own; 1 if not set.
   * @param workers Store first: threads that handle stored records; 4 if not set.
   * @param backlogLimit Store first: nothing is read while this many wait; 100000 if not set.
   * @param deadLetterTopic Where dead letters are appended as well, through the outbox.
   */
  // Never bound by itself: the annotation is for the metadata, which leaves out the values of maps.
  @ConfigurationProperties("twinbox.inbox.consumers.*")
  record Consumer(
      @Nullable InboxMode mode,
      @Nullable KeyOrder order,
      @Nullable Integer chunkRecords,
      @Nullable DataSize chunkBytes,
      @Nullable Duration chunkTime,
      @Nullable Duration handlerTimeLimit,
      @Nullable DataSize maxValue,
      @Nullable Integer maxAttempts,
      @Nullable Duration firstBackoff,
      @Nullable Duration maxBackoff,
      @DefaultValue List<Class<? extends Throwable>> notWorthRetrying,
      @Nullable Integer concurrency,
      @Nullable Integer workers,
      @Nullable Integer backlogLimit,
      @Nullable String deadLetterTopic) {

    InboxOptions options() {
      InboxOptions by = InboxOptions.DEFAULT;
      InboxOptions.Builder builder =
          InboxOptions.builder()
              .mode(mode == null ? by.mode() : mode)
              .order(order == null ? by.order() : order)
              .chunkRecords(chunkRecords == null ? by.chunkRecords() : chunkRecords)
              .chunkBytes(chunkBytes == null ? by.chunkBytes() : chunkBytes.toBytes())
              .chunkTime(chunkTime == null ? by.chunkTime() : chunkTime)
              .handlerTimeLimit(handlerTimeLimit == null ? by.handlerTimeLimit() : handlerTimeLimit)
              .maxValueBytes(
                  maxValue == null ? by.maxValueBytes() : Math.toIntExact(maxValue.toBytes()))
              .retry(retry())
              .workers(workers == null ? by.workers() : workers)
              .backlogLimit(backlogLimit == null ? by.backlogLimit() : backlogLimit);
      notWorthRetrying.forEach(builder::notWorthRetrying);
      return builder.build();
    }

    private RetryPolicy retry() {
      RetryPolicy by = RetryPolicy.DEFAULT;
      return by.withMaxAttempts(maxAttempts == null ? by.maxAttempts() : maxAttempts)
          .withBackoff(
              firstBackoff == null ? by.firstBackoff() : firstBackoff,
              maxBackoff == null ? by.maxBackoff() : maxBackoff);
    }
  }
}
