package io.twinbox.devservices;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;

/**
 * The broker's own class path, taken out of this module's jar: nothing of the caller's is on it.
 */
final class KafkaPrograms {
  private static final String BUNDLE = "bundled/";

  private KafkaPrograms() {}

  /** The value of {@code -cp}: the broker's jars and {@link BrokerMain}. */
  static String classPath() {
    List<String> jars = jars();
    // Released artifacts never change, so their names, versions included, identify the content.
    String names = String.join(":", jars);
    String name = "kafka-" + BundleCache.hash(names.getBytes(StandardCharsets.UTF_8));
    Path directory = BundleCache.directory(name, target -> copy(jars, target));
    return ownCode() + ":" + directory.resolve("kafka").resolve("*");
  }

  private static List<String> jars() {
    try (InputStream in = open("kafka.classpath")) {
      String names = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return Arrays.asList(names.split(":", -1));
    } catch (IOException e) {
      throw new DevServiceException("Could not read the broker's class path", e);
    }
  }

  private static void copy(List<String> jars, Path target) throws IOException {
    Files.createDirectory(target.resolve("kafka"));
    for (String jar : jars) {
      try (InputStream in = open(jar)) {
        Files.copy(in, target.resolve(jar));
      }
    }
  }

  private static InputStream open(String file) throws IOException {
    InputStream in = KafkaPrograms.class.getResourceAsStream(BUNDLE + file);
    if (in == null) {
      throw new IOException(file + " is missing from the jar of the dev services");
    }
    return in;
  }

  private static Path ownCode() {
    CodeSource source = BrokerMain.class.getProtectionDomain().getCodeSource();
    try {
      if (source == null || !"file".equals(source.getLocation().getProtocol())) {
        throw new DevServiceException(
            "Kafka can only be started from a plain jar or directory of classes, not from "
                + source);
      }
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new DevServiceException("Could not find the jar of the dev services", e);
    }
  }
}
