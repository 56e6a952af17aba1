package io.twinbox.launcher;

import io.twinbox.devservices.FreePort;
import java.util.List;

/** At which ports an example's applications serve. */
@FunctionalInterface
public interface Ports {
  /** The port of one of the example's applications. */
  int of(Example example, Application application);

  /** Those the applications say. */
  Ports USUAL = (example, application) -> application.port();

  /** Any that are free: for tests. */
  Ports FREE = (example, application) -> FreePort.pick();

  /** The first application has this one, the next one the next. */
  static Ports from(int first) {
    return (example, application) -> first + position(example, application);
  }

  private static int position(Example example, Application application) {
    List<String> names = example.applications().stream().map(Application::name).toList();
    return names.indexOf(application.name());
  }
}
