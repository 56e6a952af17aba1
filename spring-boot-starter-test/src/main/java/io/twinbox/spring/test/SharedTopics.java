package io.twinbox.spring.test;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The topics of this JVM's Kafka that several contexts may ask for. */
final class SharedTopics {
  private static final Set<String> MADE = ConcurrentHashMap.newKeySet();

  private SharedTopics() {}

  /** True for the first who asks. */
  static boolean isNew(String topic) {
    return MADE.add(topic);
  }
}
