/** The vocabulary: what an application says to Twinbox. Imports nothing else of ours. */
@NullMarked
package io.twinbox;

import org.jspecify.annotations.NullMarked;
