/**
 * Consumers made of annotated methods, in the application's life cycle. Internal, but for {@link
 * io.twinbox.spring.inbox.InboxCustomizer}.
 */
@NullMarked
package io.twinbox.spring.inbox;

import org.jspecify.annotations.NullMarked;
