/**
 * The inbox: what a source delivers, the handler applies once.
 *
 * <p>{@link io.twinbox.inbox.Inbox} builds consumers; an {@link io.twinbox.inbox.InboxConsumer}
 * owns the threads; everything else is stepped and decides without waiting.
 */
@NullMarked
package io.twinbox.inbox;

import org.jspecify.annotations.NullMarked;
