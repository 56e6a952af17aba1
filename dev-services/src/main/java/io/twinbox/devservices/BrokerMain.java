package io.twinbox.devservices;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Main class of the broker's process: formats the storage on the first start and then runs Kafka,
 * both in one JVM, which saves the start of another. It runs on the broker's class path and reaches
 * Kafka by reflection, so that the broker is not on the class path of whoever compiles this module.
 */
final class BrokerMain {
  private BrokerMain() {}

  /**
   * Does not return before the broker has stopped.
   *
   * @param arguments the properties file, the cluster id, and a file that exists once the storage
   *     is formatted
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    String properties = arguments[0];
    String clusterId = arguments[1];
    Path sign = Path.of(arguments[2]);
    if (Files.notExists(sign)) {
      format(properties, clusterId);
    }
    Class.forName("kafka.Kafka")
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {properties});
  }

  private static void format(String properties, String clusterId)
      throws ReflectiveOperationException {
    String[] command = {"format", "--config", properties, "--cluster-id", clusterId};
    Object exitCode =
        Class.forName("kafka.tools.StorageTool")
            .getMethod("execute", String[].class, PrintStream.class)
            .invoke(null, command, System.out);
    if (!Integer.valueOf(0).equals(exitCode)) {
      throw new IllegalStateException("kafka-storage format ended with " + exitCode);
    }
  }
}
