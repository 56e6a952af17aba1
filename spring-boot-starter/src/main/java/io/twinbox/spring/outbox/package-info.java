/**
 * Binds the outbox to Spring's transactions. Internal; see {@link io.twinbox.spring.SpringOutbox}.
 */
@NullMarked
package io.twinbox.spring.outbox;

import org.jspecify.annotations.NullMarked;
