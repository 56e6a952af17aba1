/** Both services of the example as processes, with real servers and real faults. */
@NullMarked
package io.twinbox.examples.messages;

import org.jspecify.annotations.NullMarked;
