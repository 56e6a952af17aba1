/**
 * The relay in the application's life cycle. Internal, but for {@link
 * io.twinbox.spring.relay.RelayCustomizer}.
 */
@NullMarked
package io.twinbox.spring.relay;

import org.jspecify.annotations.NullMarked;
