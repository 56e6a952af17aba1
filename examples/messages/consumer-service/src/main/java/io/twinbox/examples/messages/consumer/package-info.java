/** The consumer service: stores each message exactly once. */
@NullMarked
package io.twinbox.examples.messages.consumer;

import org.jspecify.annotations.NullMarked;
