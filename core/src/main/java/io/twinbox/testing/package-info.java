/**
 * The ports in memory, for tests: a store that reads, claims and parks exactly as the databases do,
 * a publisher that remembers, a publisher that fails on request, and a clock that stands still
 * until it is told otherwise. Nothing here is kept after the process ends.
 */
@NullMarked
package io.twinbox.testing;

import org.jspecify.annotations.NullMarked;
