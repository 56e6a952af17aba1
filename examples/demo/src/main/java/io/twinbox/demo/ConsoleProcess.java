package io.twinbox.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The console as a program of its own: Twinbox's server, told to show both databases and to relay
 * neither. Reads {@link ConsoleSettings} from standard input, says {@value ServiceNode#READY} on
 * standard output, and works until it is told to end: by SIGTERM, or by the end of standard input.
 * The server is found by name, for the demo is built and run without it too.
 */
public final class ConsoleProcess {
  private static final String SERVER = "io.twinbox.server.TwinboxServer";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int CONNECT_MILLIS = 200;

  /** The service's processes relay; a setting in quotes needs nothing but this to be escaped. */
  private static final String CONFIGURATION =
      """
      server:
        address: 127.0.0.1
        port: %d
      twinbox:
        server:
          databases:
            orders:
              datasource: {url: '%s'}
              kafka: {bootstrap-servers: '%s'}
              relay: {enabled: false}
            payments:
              datasource: {url: '%s'}
              kafka: {bootstrap-servers: '%s'}
              relay: {enabled: false}
      """;

  private ConsoleProcess() {}

  /** Whether the server is on this class path. */
  static boolean isHere() {
    return ConsoleProcess.class.getResource("/" + SERVER.replace('.', '/') + ".class") != null;
  }

  /** Runs until told to end. */
  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    ConsoleSettings settings = ConsoleSettings.read(in);
    start(settings);
    if (!Waits.until(() -> answers(settings.port()), LIMIT)) {
      throw new IllegalStateException("the console does not listen. port:" + settings.port());
    }
    System.out.println(ServiceNode.READY);
    while (in.readLine() != null) {
      // nothing more is said there; its end is the message
    }
    System.exit(0);
  }

  private static void start(ConsoleSettings settings) throws Exception {
    Path file = Files.createTempFile("twinbox-demo", ".yaml"); // for its owner only
    file.toFile().deleteOnExit();
    Files.writeString(file, configuration(settings));
    String[] arguments = {"--config", file.toString()};
    try {
      Class.forName(SERVER).getMethod("main", String[].class).invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the server does not start", e.getCause());
    }
  }

  static String configuration(ConsoleSettings settings) {
    String kafka = quoted(settings.bootstrapServers());
    return CONFIGURATION.formatted(
        settings.port(),
        quoted(settings.ordersUrl()),
        kafka,
        quoted(settings.paymentsUrl()),
        kafka);
  }

  private static String quoted(String text) {
    return text.replace("'", "''");
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
