package io.twinbox.inbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done on the way out, if it can be: it neither fails nor is cut short by an interrupt. */
final class PartingAct {
  private static final Logger LOG = LoggerFactory.getLogger(PartingAct.class);

  private PartingAct() {}

  static void run(Runnable act) {
    boolean interrupted = Thread.interrupted();
    try {
      act.run();
    } catch (RuntimeException e) {
      LOG.info("Not put back on leaving cause:{}", Failures.sentence(e));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
