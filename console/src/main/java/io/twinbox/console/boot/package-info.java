/** The console in an application on Spring Boot. Internal. */
@NullMarked
package io.twinbox.console.boot;

import org.jspecify.annotations.NullMarked;
