/** Kafka's address and settings, as the application has told Boot. Internal. */
@NullMarked
package io.twinbox.spring.kafka;

import org.jspecify.annotations.NullMarked;
