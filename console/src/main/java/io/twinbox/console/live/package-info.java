/** What many look at at once: read from the database once for all of them. Internal. */
@NullMarked
package io.twinbox.console.live;

import org.jspecify.annotations.NullMarked;
