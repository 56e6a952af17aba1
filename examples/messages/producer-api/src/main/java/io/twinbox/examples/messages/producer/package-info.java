/** The producer API: takes messages, appends them to the outbox, tells what has become of them. */
@NullMarked
package io.twinbox.examples.messages.producer;

import org.jspecify.annotations.NullMarked;
