/**
 * The relay: claims batches of the log, hands them to a publisher, settles what became of them.
 *
 * <p>{@link io.twinbox.relay.Relay} owns the threads; everything else is stepped and decides
 * without waiting.
 */
@NullMarked
package io.twinbox.relay;

import org.jspecify.annotations.NullMarked;
