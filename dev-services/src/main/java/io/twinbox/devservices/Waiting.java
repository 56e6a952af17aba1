package io.twinbox.devservices;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How this module waits for another process, whose progress nobody announces. */
final class Waiting {
  static final long STEP_MILLIS = 5;

  private Waiting() {}

  /** One step of a loop that looks at another process. */
  static void briefly() {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted(new InterruptedException());
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS));
  }

  /** Keeps the interrupt flag set and gives the exception to throw. */
  static DevServiceException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new DevServiceException("Interrupted while waiting for a server", cause);
  }
}
