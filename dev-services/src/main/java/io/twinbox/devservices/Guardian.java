package io.twinbox.devservices;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shell process that ends a server, and removes its files, when this JVM dies without a chance to
 * do so. It notices by the end of its standard input, which only this JVM holds open.
 *
 * <p>The kernel's parent-death signal would be shorter but is bound to the thread that started the
 * child: the end of a pool's thread would take the server down.
 */
final class Guardian implements AutoCloseable {
  private static final String SCRIPT = script();

  private final Process shell;
  private final OutputStream orders;

  private Guardian(Process shell) {
    this.shell = shell;
    this.orders = shell.getOutputStream();
  }

  static Guardian start(@Nullable Path directoryToRemove) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "guardian"));
    if (directoryToRemove != null) {
      command.add(directoryToRemove.toString());
    }
    try {
      return new Guardian(
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new DevServiceException("Could not start the guardian shell", e);
    }
  }

  /** From now on this process is to be killed if the JVM dies. */
  void watch(long pid) {
    order("watch " + pid);
  }

  /** The watched process has ended. */
  void forget() {
    order("forget");
  }

  /** Sends the guardian away. */
  @Override
  public void close() {
    order("leave");
    shell.destroy();
  }

  private void order(String line) {
    try {
      orders.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      orders.flush();
    } catch (IOException e) {
      // Somebody killed the guardian. The shutdown hook is still there; only kill -9 is uncovered.
      shell.destroyForcibly();
    }
  }

  private static String script() {
    try (InputStream in = Guardian.class.getResourceAsStream("guardian.sh")) {
      if (in == null) {
        throw new DevServiceException("guardian.sh is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DevServiceException("guardian.sh cannot be read", e);
    }
  }
}
