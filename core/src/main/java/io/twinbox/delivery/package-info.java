/**
 * For channels whose destinations take one entry at a time and may take long: lanes side by side,
 * order inside each, and a slow endpoint that holds nobody else up. An adapter brings a {@link
 * io.twinbox.delivery.Courier}; {@link io.twinbox.delivery.LanePublisher} makes a publisher of it.
 */
@NullMarked
package io.twinbox.delivery;

import org.jspecify.annotations.NullMarked;
