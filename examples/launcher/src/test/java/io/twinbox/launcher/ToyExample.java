package io.twinbox.launcher;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** One application that tells what it was told, and says good-bye in a file if it can. */
final class ToyExample implements Example {
  private final Path goodBye;

  ToyExample(Path goodBye) {
    this.goodBye = goodBye;
  }

  @Override
  public String name() {
    return "toy";
  }

  @Override
  public String summary() {
    return "tells what it was told";
  }

  @Override
  public List<String> databases() {
    return List.of("toys");
  }

  @Override
  public List<Topic> topics() {
    return List.of(new Topic("toy-events", 2));
  }

  @Override
  public Set<Service> services() {
    return Set.of(Service.values());
  }

  @Override
  public List<Application> applications() {
    return List.of(
        new Application(
            "teller",
            "none",
            Teller.class.getName(),
            1,
            "/",
            Application.SMALL_JVM,
            here ->
                Settings.none()
                    .property("database", here.jdbcUrl("toys"))
                    .property("kafka", here.kafka())
                    .property("redis", String.valueOf(here.redisPort()))
                    .environment("SECRET", here.webhookSecret())
                    .environment("GOOD_BYE", goodBye.toString())));
  }

  @Override
  public List<String> toTry(Surroundings running) {
    return List.of("curl " + running.url("teller"));
  }

  /** The application. */
  static final class Teller {
    private Teller() {}

    public static void main(String[] arguments) throws IOException {
      int port = 0;
      for (String argument : arguments) {
        if (argument.startsWith("--server.port=")) {
          port = Integer.parseInt(argument.substring("--server.port=".length()));
        }
      }
      String told = Arrays.toString(arguments) + System.getenv("SECRET");
      Path goodBye = Path.of(System.getenv("GOOD_BYE"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(goodBye)));
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              byte[] body = told.getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      server.start();
    }

    private static void leave(Path goodBye) {
      try {
        Files.writeString(goodBye, "good-bye");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
