package io.twinbox.spring.tracing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Tracing.
 *
 * @param enabled Whether messages carry the context of their trace, and spans tell their way, where
 *     the application has a tracer.
 */
@ConfigurationProperties("twinbox.tracing")
record TracingProperties(@DefaultValue("true") boolean enabled) {}
