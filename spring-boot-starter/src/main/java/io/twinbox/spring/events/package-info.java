/** Events that reach the outbox without the application's doing. Internal. */
@NullMarked
package io.twinbox.spring.events;

import org.jspecify.annotations.NullMarked;
