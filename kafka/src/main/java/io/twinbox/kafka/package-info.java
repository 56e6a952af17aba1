/** Publishes a relay's entries to Kafka. */
@NullMarked
package io.twinbox.kafka;

import org.jspecify.annotations.NullMarked;
