/** Which event goes to which topic. Internal. */
@NullMarked
package io.twinbox.spring.topics;

import org.jspecify.annotations.NullMarked;
