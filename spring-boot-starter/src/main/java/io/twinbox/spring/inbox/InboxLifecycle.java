package io.twinbox.spring.inbox;

import io.twinbox.inbox.InboxStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the consumers from the start of the application until it stops: they end first, in front of
 * the relay. A context that is stopped and started again gets others. While there are any, the
 * process does not end by itself. Thread-safe.
 */
public final class InboxLifecycle implements SmartLifecycle {
  /** Among the first to stop, as Spring's own listeners. */
  public static final int PHASE = DEFAULT_PHASE - 100;

  private static final Logger LOG = LoggerFactory.getLogger(InboxLifecycle.class);

  private final HandlerBeans beans;
  private final HandlerMethods methods;
  private final Supplier<Set<String>> configured;
  private final Supplier<ConsumerFactory> factory;
  private final Map<String, Members> current = new LinkedHashMap<>();
  private @Nullable KeepAlive alive;
  private boolean running;

  InboxLifecycle(
      HandlerBeans beans,
      HandlerMethods methods,
      Supplier<Set<String>> configured,
      Supplier<ConsumerFactory> factory) {
    this.beans = beans;
    this.methods = methods;
    this.configured = configured;
    this.factory = factory;
  }

  /** The consumers of the application's handlers, running or not. */
  public Set<String> names() {
    return methods.byConsumer().keySet();
  }

  /** What the consumers are doing, by name; empty while they are stopped. */
  public synchronized Map<String, InboxStatus> status() {
    Map<String, InboxStatus> status = new LinkedHashMap<>();
    current.forEach((name, members) -> status.put(name, members.status()));
    return status;
  }

  /** What is promised with the settings in force, by consumer. */
  public synchronized Map<String, List<String>> promises() {
    Map<String, List<String>> promises = new LinkedHashMap<>();
    current.forEach((name, members) -> promises.put(name, members.promises()));
    return promises;
  }

  @Override
  public synchronized void start() {
    if (running) {
      return;
    }
    beans.make();
    Map<String, List<HandlerMethod>> consumers = methods.byConsumer();
    InboxProperties.refuseOthers(configured.get(), consumers.keySet());
    if (!consumers.isEmpty()) {
      ConsumerFactory made = factory.get();
      // All are made before the first starts: what makes no sense must not start half of them.
      consumers.forEach((name, its) -> current.put(name, made.make(name, its)));
    }
    current.forEach(
        (name, members) -> {
          members.start();
          LOG.info("Consumer started consumer:{} members:{}", name, members.consumers().size());
        });
    alive = current.isEmpty() ? null : new KeepAlive();
    running = true;
  }

  @Override
  public void stop() {
    List<Members> ending;
    KeepAlive until;
    synchronized (this) {
      ending = new ArrayList<>(current.values());
      current.clear();
      until = alive;
      alive = null;
      running = false;
    }
    ending.forEach(Members::close);
    if (until != null) {
      until.close();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
