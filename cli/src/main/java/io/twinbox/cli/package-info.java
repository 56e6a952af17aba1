/** The command line: ./twinbox. */
@NullMarked
package io.twinbox.cli;

import org.jspecify.annotations.NullMarked;
