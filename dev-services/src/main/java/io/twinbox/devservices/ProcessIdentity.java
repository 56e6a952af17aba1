package io.twinbox.devservices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** As whom PostgreSQL runs: it refuses to be root, which a build in a container often is. */
enum ProcessIdentity {
  /** As the user of this JVM, who is not root. */
  SAME_USER(List.of()),
  /** In a user namespace of its own without any mapping: still the same user for the files. */
  USER_NAMESPACE(List.of("unshare", "-U")),
  /** As "nobody", where containers forbid namespaces but root may change its identity. */
  NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

  private static final int NOBODY_ID = 65_534;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> prefix;

  ProcessIdentity(List<String> prefix) {
    this.prefix = prefix;
  }

  /** The identity that works on this machine; found out once. */
  static ProcessIdentity current() {
    return Detected.IDENTITY;
  }

  /** The command that runs the given one under this identity, in the same process id. */
  List<String> wrap(List<String> command) {
    List<String> wrapped = new ArrayList<>(prefix);
    wrapped.addAll(command);
    return wrapped;
  }

  /** Makes the files below a directory those of this identity. */
  void adopt(Path directory) {
    if (this != NOBODY) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setAttribute(file, "unix:uid", NOBODY_ID, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", NOBODY_ID, LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new DevServiceException("Could not give " + directory + " to nobody", e);
    }
  }

  boolean works() {
    try {
      Process probe =
          new ProcessBuilder(wrap(List.of("/bin/sh", "-c", "test \"$(id -u)\" != 0")))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!probe.waitFor(10, TimeUnit.SECONDS)) {
        probe.destroyForcibly();
        return false;
      }
      return probe.exitValue() == 0;
    } catch (IOException e) {
      return false; // the program is not installed
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  private static final class Detected {
    static final ProcessIdentity IDENTITY = detect();

    private static ProcessIdentity detect() {
      for (ProcessIdentity candidate : values()) {
        if (candidate.works()) {
          return candidate;
        }
      }
      throw new DevServiceException(
          "PostgreSQL refuses to run as root, and neither \"unshare -U\" nor \"setpriv\" works"
              + " here. Run as another user, or allow user namespaces, or install util-linux.");
    }
  }
}
