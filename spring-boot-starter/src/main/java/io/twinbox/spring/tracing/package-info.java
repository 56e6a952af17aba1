/** Spans of messages on their way, for applications with a tracer. Internal. */
@NullMarked
package io.twinbox.spring.tracing;

import org.jspecify.annotations.NullMarked;
