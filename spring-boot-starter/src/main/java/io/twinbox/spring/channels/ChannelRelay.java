package io.twinbox.spring.channels;

import io.twinbox.relay.Relay;
import io.twinbox.relay.RelayStatus;
import io.twinbox.spring.relay.RelayLifecycle;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the relay of a channel as long as that of Kafka runs. A context that is stopped and started
 * again gets another relay. Thread-safe.
 */
public final class ChannelRelay implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelRelay.class);

  private final String name;
  private final String channel;
  private final Supplier<Relay> relays;
  private @Nullable Relay current;

  ChannelRelay(String name, String channel, Supplier<Relay> relays) {
    this.name = name;
    this.channel = channel;
    this.relays = relays;
  }

  /** The relay's name. */
  public String name() {
    return name;
  }

  /** What it publishes. */
  public String channel() {
    return channel;
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
      LOG.info(
          "Relay started relay:{} channel:{}\n  {}",
          name,
          channel,
          String.join("\n  ", relay.promises()));
    }
  }

  @Override
  public void stop() {
    Relay relay;
    synchronized (this) {
      relay = current;
      current = null;
    }
    if (relay != null) {
      relay.close();
    }
  }

  @Override
  public boolean isRunning() {
    return relay() != null;
  }

  @Override
  public int getPhase() {
    return RelayLifecycle.PHASE;
  }
}
