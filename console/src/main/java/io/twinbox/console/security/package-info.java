/** Who may ask the console, and how his browser is told to treat the answers. Internal. */
@NullMarked
package io.twinbox.console.security;

import org.jspecify.annotations.NullMarked;
