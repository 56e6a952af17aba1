/**
 * How long the tests of all modules wait. Found by JUnit on the class path; nothing calls it by
 * name.
 */
@NullMarked
package io.twinbox.patience;

import org.jspecify.annotations.NullMarked;
