/**
 * The ports and the values that pass through them: what the relay needs of a database ({@link
 * io.twinbox.spi.OutboxStore}) and of a destination ({@link io.twinbox.spi.MessagePublisher}), and
 * what the inbox needs of a database ({@link io.twinbox.spi.InboxStore}, {@link
 * io.twinbox.spi.Transactions}) and of where records come from ({@link
 * io.twinbox.spi.RecordSource}).
 *
 * <p>Adapters live in modules of their own and never import each other.
 */
@NullMarked
package io.twinbox.spi;

import org.jspecify.annotations.NullMarked;
