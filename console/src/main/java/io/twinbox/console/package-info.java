/** What applications and the server see of the console: roles, databases, how it is guarded. */
@NullMarked
package io.twinbox.console;

import org.jspecify.annotations.NullMarked;
