/**
 * The ports: what the relay needs of a database ({@link io.twinbox.spi.OutboxStore}) and of a
 * destination ({@link io.twinbox.spi.MessagePublisher}), and the values that pass through them.
 *
 * <p>Adapters live in modules of their own and never import each other.
 */
@NullMarked
package io.twinbox.spi;

import org.jspecify.annotations.NullMarked;
