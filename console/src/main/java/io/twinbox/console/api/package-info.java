/**
 * The routes: each takes a request apart, asks a port, and puts the answer as the document says.
 * Internal.
 */
@NullMarked
package io.twinbox.console.api;

import org.jspecify.annotations.NullMarked;
