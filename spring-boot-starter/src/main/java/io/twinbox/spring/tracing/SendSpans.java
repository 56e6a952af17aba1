package io.twinbox.spring.tracing;

import io.micrometer.tracing.Span;
import io.twinbox.Message;
import io.twinbox.relay.RelayListener;
import io.twinbox.spi.Entry;
import io.twinbox.spring.NotPublishedException;
import io.twinbox.spring.NotPublishedException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@code send} span for each entry that was published, or failed to be, if somebody records its
 * trace. It begins when the entry's batch went out; the relay tells how long ago that was when the
 * batch is settled, after its published entries and in front of those that failed. A tracer that
 * throws costs the span of one entry. Thread-safe.
 */
final class SendSpans implements RelayListener {
  private final MessageSpans spans;
  private final @Nullable BrokerAddress broker;
  private final List<Entry> published = new ArrayList<>();
  private Instant began = Instant.now();

  /**
   * Of a relay.
   *
   * @param broker null = it is not known
   */
  SendSpans(MessageSpans spans, @Nullable BrokerAddress broker) {
    this.spans = spans;
    this.broker = broker;
  }

  @Override
  public void entryPublished(Entry entry) {
    if (recorded(entry)) {
      synchronized (this) {
        published.add(entry);
      }
    }
  }

  @Override
  public synchronized void batchSettled(long no, int count, long nanosInFlight) {
    Instant now = Instant.now();
    began = now.minusNanos(nanosInFlight);
    List<Entry> ended = List.copyOf(published);
    published.clear();
    ended.forEach(entry -> MessageSpans.attempt(() -> span(entry, now, null)));
  }

  @Override
  public synchronized void entryParked(Entry entry, int attempts, String reason) {
    failed(entry, Reason.PARKED, reason);
  }

  @Override
  public synchronized void entryDead(Entry entry, int attempts, String reason) {
    failed(entry, Reason.DEAD, reason);
  }

  private void failed(Entry entry, Reason kind, String reason) {
    if (recorded(entry)) {
      NotPublishedException error = new NotPublishedException(entry.id(), kind, reason);
      MessageSpans.attempt(() -> span(entry, Instant.now(), error));
    }
  }

  private static boolean recorded(Entry entry) {
    TraceParent creation = TraceParent.of(entry.headers().get(TraceParent.HEADER));
    return creation != null && creation.sampled();
  }

  private void span(Entry entry, Instant end, @Nullable NotPublishedException error) {
    Span.Builder builder =
        spans
            .following(entry.headers()::get)
            .kind(Span.Kind.CLIENT)
            .startTimestamp(micros(began), TimeUnit.MICROSECONDS);
    MessageSpans.describe(builder, "send", MessageSpans.system(entry.channel()), entry.topic());
    MessageSpans.describe(builder, entry.id(), entry.key());
    if (broker != null && Message.DEFAULT_CHANNEL.equals(entry.channel())) {
      builder.tag(BrokerAddress.HOST, broker.host()).tag(BrokerAddress.PORT, broker.port());
    }
    if (error != null) {
      builder.tag(MessageSpans.ERROR_TYPE, error.reason().name().toLowerCase(Locale.ROOT));
    }
    Span span = builder.start();
    if (error != null) {
      span.error(error);
    }
    span.end(micros(end), TimeUnit.MICROSECONDS);
  }

  private static long micros(Instant time) {
    return TimeUnit.SECONDS.toMicros(time.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(time.getNano());
  }
}
