/**
 * Publishes a relay's entries to Kafka ({@link io.twinbox.kafka.KafkaPublisher}), and reads an
 * inbox's records from it ({@link io.twinbox.kafka.KafkaSource}).
 */
@NullMarked
package io.twinbox.kafka;

import org.jspecify.annotations.NullMarked;
