package io.twinbox.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the servers of a JVM that ends in one way or another. */
class ParentDeathIT {
  @Test
  void aKilledJvmLeavesNeitherServersNorFilesBehind() throws Exception {
    Started started = startInAnotherJvm(Map.of(), List.of());
    started.jvm().destroyForcibly();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !started.serverRuns() && Files.notExists(started.home()));
  }

  @Test
  void anEndingJvmTakesItsServersAlong() throws Exception {
    Started started = startInAnotherJvm(Map.of(), List.of());
    started.jvm().getOutputStream().close();
    assertThat(started.jvm().waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(started.serverRuns()).isFalse();
    assertThat(started.home()).doesNotExist();
  }

  @Test
  void rootRunsPostgresAsNobodyWhereNamespacesAreForbidden(@TempDir Path programs)
      throws Exception {
    assumeThat(ProcessIdentity.SAME_USER.works()).as("only root needs it").isFalse();
    assumeThat(ProcessIdentity.NOBODY.works()).as("setpriv is installed").isTrue();
    Path cache = Files.createTempDirectory("twinbox-cache-");
    try {
      Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
      for (String program : List.of("setpriv", "id", "rm", "cat", "sleep")) {
        Files.createSymbolicLink(programs.resolve(program), Path.of("/usr/bin", program));
      }
      Started started =
          startInAnotherJvm(
              Map.of("PATH", programs.toString()),
              List.of("-D" + BundleCache.PROPERTY + "=" + cache));
      assertThat(Files.getAttribute(Path.of("/proc/" + started.pid()), "unix:uid"))
          .isEqualTo(65_534);
      started.jvm().getOutputStream().close();
      assertThat(started.jvm().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(started.home()).doesNotExist();
    } finally {
      Directories.delete(cache);
    }
  }

  private record Started(Process jvm, long pid, Path home) {
    boolean serverRuns() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> !ProcessTree.isZombie(process))
          .isPresent();
    }
  }

  private static Started startInAnotherJvm(Map<String, String> environment, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(Other.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process jvm = builder.start();
    BufferedReader reader = jvm.inputReader();
    String pid = reader.readLine();
    assertThat(pid).as("the other JVM has started its server").isNotNull();
    return new Started(jvm, Long.parseLong(pid), Path.of(reader.readLine()));
  }

  /** Starts a PostgreSQL, says where it is, and ends when its standard input does. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws IOException {
      EmbeddedPostgres postgres = EmbeddedPostgres.builder().fastUnsafe().start();
      System.out.println(postgres.pid());
      System.out.println(Path.of(Sql.ask(postgres.url(), "SHOW data_directory")).getParent());
      while (System.in.read() >= 0) {
        // nothing is said
      }
      System.exit(0);
    }
  }
}
