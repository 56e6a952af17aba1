package io.twinbox.inbox;

import java.time.Duration;

/** All lines of an engine, stepped by hand in one thread. */
final class Steps {
  private final InboxEngine engine;

  Steps(InboxEngine engine) {
    this.engine = engine;
  }

  Duration read() {
    return engine.read(Duration.ZERO);
  }

  Duration handle() {
    return engine.handle();
  }

  Duration work(int worker) {
    return engine.work(worker);
  }

  int workers() {
    return engine.workers();
  }

  /** One step of each line; true if one of them has more to do at once. */
  boolean step() {
    long before = engine.status().read();
    read();
    boolean more = engine.status().read() > before;
    more |= handle().isZero();
    for (int worker = 0; worker < workers(); worker++) {
      more |= work(worker).isZero();
    }
    return more;
  }
}
