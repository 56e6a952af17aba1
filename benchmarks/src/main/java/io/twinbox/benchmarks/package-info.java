/** Measured figures, each beside the bare limit measured in the same run. */
@NullMarked
package io.twinbox.benchmarks;

import org.jspecify.annotations.NullMarked;
