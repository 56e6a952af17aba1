/** An application in a package of its own: what Spring scans at its start is this and no more. */
@NullMarked
package io.twinbox.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
