package io.twinbox.spring.relay;

import io.twinbox.relay.Relay;
import io.twinbox.relay.RelayStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the relay from the start of the application until it stops: after the web server and the
 * consumers, so that what their last transactions appended is still published, and in front of the
 * pool. A context that is stopped and started again gets another relay. Thread-safe.
 */
public final class RelayLifecycle implements SmartLifecycle {
  /** Below those of Boot's web servers and of the inbox. */
  public static final int PHASE = DEFAULT_PHASE - 4096;

  private static final Logger LOG = LoggerFactory.getLogger(RelayLifecycle.class);

  private final String name;
  private final Function<Runnable, ? extends AutoCloseable> ear;
  private final Supplier<Relay> relays;
  private @Nullable Relay current;
  private @Nullable AutoCloseable listening;

  /**
   * For a relay that is made at each start.
   *
   * @param ear calls what it is given whenever another process has appended, until it is closed
   */
  RelayLifecycle(
      String name, Function<Runnable, ? extends AutoCloseable> ear, Supplier<Relay> relays) {
    this.name = name;
    this.ear = ear;
    this.relays = relays;
  }

  /** The relay's name. */
  public String name() {
    return name;
  }

  /** The relay has something to do. */
  public void wake() {
    Relay relay = relay();
    if (relay != null) {
      relay.wake();
    }
  }

  /** What the relay is doing; empty while it is stopped. */
  public Optional<RelayStatus> status() {
    return Optional.ofNullable(relay()).map(Relay::status);
  }

  /** What is promised with the settings in force; empty while it is stopped. */
  public List<String> promises() {
    Relay relay = relay();
    return relay == null ? List.of() : relay.promises();
  }

  private synchronized @Nullable Relay relay() {
    return current;
  }

  @Override
  public synchronized void start() {
    if (current == null) {
      Relay relay = relays.get();
      relay.start();
      current = relay;
      listening = ear.apply(relay::wake);
      LOG.info("Relay started relay:{}", relay.status().name());
    }
  }

  @Override
  public void stop() {
    Relay relay;
    AutoCloseable listener;
    synchronized (this) {
      relay = current;
      current = null;
      listener = listening;
      listening = null;
    }
    if (relay != null) {
      close(listener);
      relay.close();
    }
  }

  private static void close(@Nullable AutoCloseable listener) {
    try {
      if (listener != null) {
        listener.close();
      }
    } catch (Exception e) {
      LOG.warn("Listening for notifications did not end cause:{}", e.toString());
    }
  }

  @Override
  public boolean isRunning() {
    return relay() != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
