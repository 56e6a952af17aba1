package io.twinbox.examples.messages.producer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * Published events in Redis. They never change any more, and they are named by their messages' ids,
 * which no other database has: whatever Redis holds, lost or kept too long, is right.
 *
 * <p>A Redis that does not answer costs one time-out, and is left alone for a while. Thread-safe.
 */
@Component
class EventCache {
  private static final Logger LOG = LoggerFactory.getLogger(EventCache.class);
  private static final String PREFIX = "evento:";
  private static final Duration LEFT_ALONE = Duration.ofSeconds(1);

  private final StringRedisTemplate redis;
  private final ObjectMapper mapper;
  private final Duration kept;
  private final Counter hits;
  private final Counter misses;
  private final Counter failures;
  private volatile long failedAt = System.nanoTime() - LEFT_ALONE.toNanos();
  private volatile boolean up = true;

  EventCache(
      StringRedisTemplate redis,
      ObjectMapper mapper,
      MessagesProperties properties,
      MeterRegistry meters) {
    this.redis = redis;
    this.mapper = mapper;
    this.kept = properties.cached();
    this.hits = counter(meters, "hit");
    this.misses = counter(meters, "miss");
    this.failures = counter(meters, "failure");
  }

  private static Counter counter(MeterRegistry meters, String result) {
    return Counter.builder("messages.cache")
        .description("Recent events by what the cache knew; failures by call")
        .tag("result", result)
        .register(meters);
  }

  /** Whether it answered when it was last asked. */
  boolean isUp() {
    return up;
  }

  /** Those it knows, by id; none while Redis is away. */
  Map<UUID, EventView> get(List<UUID> ids) {
    Map<UUID, EventView> known = new HashMap<>();
    List<String> keys = ids.stream().map(EventCache::key).toList();
    List<String> values =
        keys.isEmpty() ? List.of() : attempt(() -> redis.opsForValue().multiGet(keys), List.of());
    for (int i = 0; i < values.size(); i++) {
      EventView view = read(values.get(i));
      if (view != null) {
        known.put(ids.get(i), view);
      }
    }
    hits.increment(known.size());
    misses.increment(ids.size() - known.size());
    return known;
  }

  /** Keeps an event that will not change any more. */
  void put(UUID id, EventView published) {
    attempt(
        () -> {
          redis.opsForValue().set(key(id), mapper.writeValueAsString(published), kept);
          return true;
        },
        false);
  }

  private <T> T attempt(Supplier<? extends @Nullable T> call, T otherwise) {
    if (System.nanoTime() - failedAt < LEFT_ALONE.toNanos()) {
      return otherwise;
    }
    try {
      T answer = call.get();
      up = true;
      return answer == null ? otherwise : answer;
    } catch (RuntimeException e) {
      failures.increment();
      failedAt = System.nanoTime();
      if (up) {
        LOG.warn("Redis does not answer, events are read from the database cause:{}", e.toString());
      }
      up = false;
      return otherwise;
    }
  }

  private @Nullable EventView read(@Nullable String json) {
    try {
      return json == null ? null : mapper.readValue(json, EventView.class);
    } catch (JacksonException e) {
      return null; // of another version: as if it were not there
    }
  }

  private static String key(UUID id) {
    return PREFIX + id;
  }
}
