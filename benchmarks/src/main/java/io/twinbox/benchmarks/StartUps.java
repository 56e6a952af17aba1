package io.twinbox.benchmarks;

import io.twinbox.benchmarks.idle.IdleApplication;
import io.twinbox.spring.SpringOutbox;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Starts {@link IdleApplication} in a JVM of its own, with and without the starter on its class
 * path.
 *
 * @param jvmArguments of every start
 * @param properties as Spring takes them
 */
record StartUps(List<String> jvmArguments, List<String> properties) {
  StartUps {
    jvmArguments = List.copyOf(jvmArguments);
    properties = List.copyOf(properties);
  }

  /** Milliseconds from the start of the JVM until the application is ready. */
  double withStarter() throws IOException, InterruptedException {
    return start(entry -> true);
  }

  /** The same without the starter. */
  double withoutStarter() throws IOException, InterruptedException {
    Path starter = starter();
    return start(entry -> !Path.of(entry).toAbsolutePath().equals(starter));
  }

  /** Where the starter's classes and its list of auto-configurations are. */
  private static Path starter() {
    try {
      return Path.of(SpringOutbox.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the starter is not on a class path of files", e);
    }
  }

  private double start(Predicate<String> onClassPath) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp"));
    command.add(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(onClassPath)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(IdleApplication.class.getName());
    command.addAll(properties);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    return output
        .lines()
        .filter(line -> exit == 0 && line.startsWith(IdleApplication.READY))
        .mapToDouble(line -> Double.parseDouble(line.substring(IdleApplication.READY.length())))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("the application ended with " + exit + ":\n" + output));
  }
}
