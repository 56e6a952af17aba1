package io.twinbox.patience;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets {@code await()} without a limit of its own wait for a minute instead of ten seconds: a
 * condition that comes to hold ends the wait at once, so that the time costs nothing where all is
 * well, and a slow machine is no failure.
 */
public final class PatientSession implements LauncherSessionListener {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** For JUnit. */
  public PatientSession() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(PATIENCE);
  }
}
