package io.twinbox.server;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Scanner;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Starts the server: {@code --config FILE}, or {@code hash-password} for a password's bcrypt hash.
 * Exit codes: 0 = well, 1 = the server did not start, 2 = called wrongly.
 */
public final class TwinboxServer {
  /** Rounds of bcrypt, as a power of two. */
  static final int BCRYPT_STRENGTH = 12;

  /** What bcrypt looks at; it would ignore the rest of a longer one. */
  private static final int MAX_PASSWORD_BYTES = 72;

  private static final int SHORTEST_PASSWORD = 12;

  private static final String USAGE =
      """
      Usage: twinbox server --config FILE
             twinbox server hash-password     reads a password, prints its hash for the file
      """;

  private TwinboxServer() {}

  /** Runs until it is ended. */
  public static void main(String... args) {
    int code = run(System.out, args);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(PrintStream out, String... args) {
    if (args.length == 1 && args[0].equals("hash-password")) {
      return hashPassword(out);
    }
    if (args.length == 2 && args[0].equals("--config")) {
      return start(out, Path.of(args[1]));
    }
    out.print(USAGE);
    return args.length == 1 && args[0].equals("--help") ? 0 : 2;
  }

  private static int start(PrintStream out, Path config) {
    String name = config.getFileName().toString().toLowerCase(Locale.ROOT);
    if (!Files.isReadable(config) || !(name.endsWith(".yaml") || name.endsWith(".yml"))) {
      out.println("twinbox: " + config + " is not a readable .yaml file");
      return 2;
    }
    try {
      application(config).run();
      return 0;
    } catch (RuntimeException e) {
      // Boot has logged it, with what to do where it knows.
      return 1;
    }
  }

  /** The server with a file, not started. Command line arguments are nobody's properties. */
  static SpringApplication application(Path config) {
    return new SpringApplicationBuilder(ServerApplication.class)
        .web(WebApplicationType.SERVLET)
        .bannerMode(Banner.Mode.OFF)
        .addCommandLineProperties(false)
        .properties(
            "spring.config.name=twinbox-server",
            "spring.config.location=classpath:/io/twinbox/server/",
            "spring.config.additional-location=" + config.toAbsolutePath().normalize().toUri())
        .build();
  }

  private static int hashPassword(PrintStream out) {
    char[] password = readPassword();
    byte[] bytes = new String(password).getBytes(StandardCharsets.UTF_8);
    Arrays.fill(password, ' ');
    if (bytes.length < SHORTEST_PASSWORD || bytes.length > MAX_PASSWORD_BYTES) {
      out.println(
          "twinbox: a password has "
              + SHORTEST_PASSWORD
              + " to "
              + MAX_PASSWORD_BYTES
              + " bytes; this one has "
              + bytes.length);
      return 2;
    }
    out.println(
        "{bcrypt}"
            + new BCryptPasswordEncoder(BCRYPT_STRENGTH)
                .encode(new String(bytes, StandardCharsets.UTF_8)));
    return 0;
  }

  /** From standard input; the script that calls this turns the echo off. */
  private static char[] readPassword() {
    Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
    return in.hasNextLine() ? in.nextLine().toCharArray() : new char[0];
  }
}
