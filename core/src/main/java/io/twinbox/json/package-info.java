/** JSON by Jackson 3. Needs {@code tools.jackson.core:jackson-databind} on the class path. */
@NullMarked
package io.twinbox.json;

import org.jspecify.annotations.NullMarked;
