package io.twinbox.spring.tracing;

import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The creation context of a message as its header tells it, in the format of the W3C.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param sampled whether somebody records the trace
 */
record TraceParent(String traceId, String spanId, boolean sampled) {
  static final String HEADER = "traceparent";

  /** Versions to come may say more behind the flags, and must be read all the same. */
  private static final Pattern FORMAT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);

  /** What a header says; null if there is none, or nothing that makes sense. */
  static @Nullable TraceParent of(@Nullable String header) {
    if (header == null || header.length() < 55) {
      return null;
    }
    Matcher parts = FORMAT.matcher(header);
    if (!parts.matches()
        || (header.startsWith("00") && parts.group(4) != null)
        || NO_TRACE.equals(parts.group(1))
        || NO_SPAN.equals(parts.group(2))) {
      return null;
    }
    return new TraceParent(
        parts.group(1), parts.group(2), (HexFormat.fromHexDigits(parts.group(3)) & 1) == 1);
  }

  /** That of a span; null if it is of a tracer that does nothing. */
  static @Nullable TraceParent of(TraceContext context) {
    String traceId = context.traceId();
    // Some tracers have ids of half the length.
    String padded = traceId.length() == 16 ? NO_SPAN + traceId : traceId;
    String flags = Boolean.TRUE.equals(context.sampled()) ? "01" : "00";
    return of("00-" + padded + "-" + context.spanId() + "-" + flags);
  }

  String header() {
    return "00-" + traceId + "-" + spanId + "-" + (sampled ? "01" : "00");
  }

  TraceContext context(Tracer tracer) {
    return tracer.traceContextBuilder().traceId(traceId).spanId(spanId).sampled(sampled).build();
  }
}
