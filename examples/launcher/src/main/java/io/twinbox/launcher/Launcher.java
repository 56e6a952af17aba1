package io.twinbox.launcher;

import io.twinbox.devservices.EmbeddedProgram;
import io.twinbox.devservices.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Starts an example with everything it needs. Not thread-safe. */
public final class Launcher {
  private static final int HTTP_TIMEOUT_MS = 2_000;

  private final Example example;
  private final ClassPaths classPaths;
  private Ports ports = Ports.USUAL;
  private Consumer<String> progress = line -> {};

  /**
   * For one start of this example.
   *
   * @param classPaths where its applications are
   */
  public Launcher(Example example, ClassPaths classPaths) {
    this.example = Objects.requireNonNull(example, "example");
    this.classPaths = Objects.requireNonNull(classPaths, "classPaths");
  }

  /** Where the applications serve; default {@link Ports#USUAL}. */
  public Launcher ports(Ports choice) {
    this.ports = Objects.requireNonNull(choice, "choice");
    return this;
  }

  /** Hears what is being done; nobody does by default. */
  public Launcher progress(Consumer<String> listener) {
    this.progress = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /**
   * Starts servers and applications, and returns when all of them work (about 15 seconds). The
   * applications start together, in no order: they have to bear that.
   *
   * @throws IllegalStateException if a port is taken, or an application does not start
   */
  public RunningExample start() {
    List<Chosen> chosen = choose();
    progress.accept("starting PostgreSQL and Kafka");
    Servers servers = Servers.begin(example);
    RunningExample running = new RunningExample(example, servers, Controls.begin(0));
    try {
      chosen.forEach(it -> running.serves(it.application().name(), it.port()));
      chosen.forEach(it -> progress.accept("starting " + it.application().name()));
      CompletableFuture.allOf(
              chosen.stream().map(it -> start(running, it)).toArray(CompletableFuture<?>[]::new))
          .join();
      running.offerControls();
      return running;
    } catch (CompletionException e) {
      running.close();
      throw new IllegalStateException("an application does not start", e.getCause());
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** An application that is there, with a port that is free. */
  private record Chosen(Application application, int port, String classPath) {}

  private List<Chosen> choose() {
    List<Chosen> all = new ArrayList<>();
    for (Application application : example.applications()) {
      int port = ports.of(example, application);
      if (!FreePort.isFree(port)) {
        throw new IllegalStateException(
            "port " + port + " of " + application.name() + " is taken: choose others by --port");
      }
      all.add(new Chosen(application, port, classPaths.of(application)));
    }
    return all;
  }

  private static CompletableFuture<?> start(RunningExample running, Chosen chosen) {
    Application application = chosen.application();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(application.jvmOptions());
    command.addAll(List.of("-cp", chosen.classPath(), application.mainClass()));
    Settings settings =
        Settings.none()
            .property("server.address", "127.0.0.1")
            .property("server.port", String.valueOf(chosen.port()))
            .and(application.settings().apply(running));
    command.addAll(settings.arguments());
    URI ready = URI.create(running.url(application.name()) + application.readyPath());
    EmbeddedProgram.Builder program =
        EmbeddedProgram.builder(application.name(), command)
            .environment(settings.environment())
            .ready(() -> answers(ready));
    return CompletableFuture.runAsync(() -> running.runs(application.name(), program.start()));
  }

  private static boolean answers(URI uri) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(HTTP_TIMEOUT_MS);
      connection.setReadTimeout(HTTP_TIMEOUT_MS);
      try {
        return connection.getResponseCode() == 200;
      } finally {
        connection.disconnect();
      }
    } catch (UncheckedIOException | IOException e) {
      return false;
    }
  }
}
