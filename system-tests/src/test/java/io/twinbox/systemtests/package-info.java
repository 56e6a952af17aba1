/** Architecture rules, and tests that run real processes. */
@NullMarked
package io.twinbox.systemtests;

import org.jspecify.annotations.NullMarked;
