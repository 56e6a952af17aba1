package io.twinbox.relay;

import io.twinbox.engine.Outage;
import io.twinbox.spi.DestinationDownException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the destination is down, and why: because a publisher said so, or because the
 * oldest batch has had no answer for too long. Used by the engine's thread; probes run aside.
 */
final class DestinationWatch {
  private final Parts parts;
  private final Outage outage;
  private @Nullable CompletableFuture<String> probe;
  private long markBefore;
  private long progressAt;

  DestinationWatch(Parts parts) {
    this.parts = parts;
    this.outage = new Outage(parts.clock(), parts.random());
    this.progressAt = parts.clock().nanos();
  }

  Outage outage() {
    return outage;
  }

  /** The publisher gave up a batch. */
  void lost(Throwable cause) {
    probe = null; // its answer is about the time before
    outage.failed(text(cause));
  }

  /** While nothing is in flight: asks the destination; true when it answers. */
  boolean answers() {
    String error = probed();
    return error != null && error.isEmpty();
  }

  /**
   * While batches are in flight: true if the oldest has had no answer for too long.
   *
   * @param mark changes with every answer; 0 = nothing is in flight
   */
  boolean stalled(long mark) {
    long now = parts.clock().nanos();
    if (mark != markBefore || mark == 0) {
      markBefore = mark;
      progressAt = now;
      return false;
    }
    if (now - progressAt < parts.options().stallAfter().toNanos()) {
      return false;
    }
    String error = probed();
    if (error != null && error.isEmpty()) {
      outage.failed("no acknowledgement, although the destination answers");
    } else if (!outage.present()) {
      outage.failed("no acknowledgement for " + parts.options().stallAfter());
    }
    return true;
  }

  /** The error of a probe that has ended, empty if it found none; null while none has ended. */
  private @Nullable String probed() {
    if (probe == null) {
      if (outage.present() && !outage.untilNextTry().isZero()) {
        return null;
      }
      probe = CompletableFuture.supplyAsync(this::ask, parts.aside());
    }
    if (!probe.isDone()) {
      return null;
    }
    String error = probe.join();
    probe = null;
    if (!error.isEmpty()) {
      outage.failed(error);
    }
    return error;
  }

  private String ask() {
    try {
      parts.publisher().probe();
      return "";
    } catch (DestinationDownException e) {
      return text(e);
    } catch (RuntimeException e) {
      return e.toString();
    } finally {
      parts.signal().raise();
    }
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isEmpty() ? cause.toString() : message;
  }
}
