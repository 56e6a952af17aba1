package io.twinbox.inbox;

import io.twinbox.spi.Arrival;
import io.twinbox.spi.Claimed;
import io.twinbox.spi.Guard;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Marker;
import io.twinbox.spi.Partition;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.Release;
import io.twinbox.spi.Standing;
import io.twinbox.spi.StoredRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The classic mistakes, put back one at a time between the engine and its ports. */
enum Plant {
  /** None. */
  NOTHING,
  /** What was seen is asked only after the handlers have run. */
  DEDUPE_AFTER_THE_HANDLER,
  /** Offsets are committed with the poll. */
  OFFSET_BEFORE_COMMIT,
  /** Attempts are counted when the handler has returned, not before it is called. */
  ATTEMPTS_COUNTED_AFTER,
  /** Blocked lanes are forgotten. */
  LANES_FORGOTTEN,
  /** Nobody asks whether the transaction is still the one that was begun. */
  GUARD_IGNORED;

  private interface Around {
    /** The answer, or null to ask the port. */
    @Nullable Object call(String method, Object[] args);
  }

  InboxStore store(InboxStore store) {
    return switch (this) {
      case DEDUPE_AFTER_THE_HANDLER ->
          watch(InboxStore.class, store, (method, args) -> unaware(store, method, args));
      case ATTEMPTS_COUNTED_AFTER ->
          watch(InboxStore.class, store, (method, args) -> uncounted(method));
      case GUARD_IGNORED ->
          watch(
              InboxStore.class,
              store,
              (method, args) -> method.equals("release") ? released(store, args) : null);
      case LANES_FORGOTTEN ->
          watch(InboxStore.class, store, (method, args) -> unblocked(store, method, args));
      default -> store;
    };
  }

  RecordSource source(RecordSource source) {
    return this == OFFSET_BEFORE_COMMIT
        ? watch(RecordSource.class, source, (method, args) -> hasty(source, method, args))
        : source;
  }

  private static @Nullable Object unaware(InboxStore store, String method, Object[] args) {
    if (!method.equals("claim")) {
      return null;
    }
    Claimed claimed = claim(store, args);
    return new Claimed(
        claimed.guard(), Collections.nCopies(claimed.standings().size(), Standing.NEW));
  }

  private static @Nullable Object unblocked(InboxStore store, String method, Object[] args) {
    if (!method.equals("claim")) {
      return null;
    }
    Claimed claimed = claim(store, args);
    return new Claimed(
        claimed.guard(),
        claimed.standings().stream()
            .map(standing -> standing == Standing.BLOCKED ? Standing.NEW : standing)
            .toList());
  }

  private static Release released(InboxStore store, Object[] args) {
    store.release((Connection) args[0], (Guard) args[1]);
    return Release.RELEASED;
  }

  @SuppressWarnings("unchecked")
  private static Claimed claim(InboxStore store, Object[] args) {
    return store.claim((Connection) args[0], (String) args[1], (List<Arrival>) args[2]);
  }

  /** Nothing that would be committed before the handler is. */
  private static @Nullable Object uncounted(String method) {
    return switch (method) {
      case "mark" -> List.<Marker>of();
      case "claimBucket", "claimDue" -> List.<StoredRecord>of();
      default -> null;
    };
  }

  private static @Nullable Object hasty(RecordSource source, String method, Object[] args) {
    if (!method.equals("poll")) {
      return null;
    }
    List<InboxRecord> records = source.poll((Duration) args[0]);
    Map<Partition, Long> next = new TreeMap<>();
    records.forEach(it -> next.merge(it.partition(), it.offset() + 1, Math::max));
    source.commitNow(next, Duration.ofSeconds(1));
    return records;
  }

  private static <P> P watch(Class<P> port, P target, Around around) {
    return port.cast(
        Proxy.newProxyInstance(
            Plant.class.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, args) -> {
              Object given = args == null ? null : around.call(method.getName(), args);
              if (given != null) {
                return given instanceof Collection<?> && method.getReturnType() == void.class
                    ? null
                    : given;
              }
              try {
                return method.invoke(target, args);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            }));
  }
}
