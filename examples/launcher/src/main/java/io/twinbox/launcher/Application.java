package io.twinbox.launcher;

import java.util.List;
import java.util.function.Function;

/**
 * An application of an example: a Spring Boot program in a Maven module of its own.
 *
 * @param name as on the command line and in logs
 * @param module its directory below the root of the repository; its build writes down the class
 *     path of its dependencies in {@code target/application.classpath}
 * @param mainClass its full name
 * @param port where it serves HTTP unless told otherwise
 * @param readyPath answers 200 once it works, as {@code /actuator/health}
 * @param jvmOptions such as {@code -Xmx256m}
 * @param settings what it is told about where it runs
 */
public record Application(
    String name,
    String module,
    String mainClass,
    int port,
    String readyPath,
    List<String> jvmOptions,
    Function<Surroundings, Settings> settings) {

  /** Starts quickly and takes little: for two services beside their servers on a laptop. */
  public static final List<String> SMALL_JVM =
      List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  public Application {
    jvmOptions = List.copyOf(jvmOptions);
  }
}
