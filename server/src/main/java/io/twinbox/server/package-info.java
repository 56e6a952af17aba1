/**
 * The stand-alone server: relays the databases one file names, in whatever language they are
 * written to, and serves console, metrics and health. Internal.
 */
@NullMarked
package io.twinbox.server;

import org.jspecify.annotations.NullMarked;
