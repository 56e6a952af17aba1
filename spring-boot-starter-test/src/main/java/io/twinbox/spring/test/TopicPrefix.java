package io.twinbox.spring.test;

import io.twinbox.spi.Partition;

/**
 * What the names of a context's topics and groups begin with in Kafka, so that contexts do not see
 * each other.
 *
 * @param text empty = the names as they are
 */
record TopicPrefix(String text) {

  String to(String name) {
    return text + name;
  }

  Partition to(Partition partition) {
    return new Partition(to(partition.topic()), partition.number());
  }

  Partition from(Partition partition) {
    return new Partition(partition.topic().substring(text.length()), partition.number());
  }
}
