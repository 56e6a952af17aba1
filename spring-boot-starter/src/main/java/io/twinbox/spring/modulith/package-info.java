/** Spring Modulith's events for other systems leave through our outbox. Internal. */
@NullMarked
package io.twinbox.spring.modulith;

import org.jspecify.annotations.NullMarked;
