package io.twinbox.console.live;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Shared answers to questions that differ, the latest {@value #KEPT} of them. Thread-safe. */
public final class SharedByKey<T> {
  private static final int KEPT = 100;

  private final Duration age;

  /** Guarded by itself. Least recently asked first. */
  private final Map<Object, Shared<T>> answers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Shared<T>> eldest) {
          return size() > KEPT;
        }
      };

  public SharedByKey(Duration age) {
    this.age = age;
  }

  /**
   * The answer to a question.
   *
   * @param key all the answer depends on, who may see what included
   */
  public T get(Object key, Supplier<T> source) {
    Shared<T> shared;
    synchronized (answers) {
      shared = answers.computeIfAbsent(key, missing -> new Shared<>(source, age));
    }
    return shared.get();
  }

  /** Everything is asked for again. */
  public void clear() {
    synchronized (answers) {
      answers.clear();
    }
  }
}
