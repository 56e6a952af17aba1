/**
 * How the console answers requests: a table of routes, a gate in front of every one of them, and no
 * use of the application's own message converters, error pages and advices. Internal.
 */
@NullMarked
package io.twinbox.console.http;

import org.jspecify.annotations.NullMarked;
