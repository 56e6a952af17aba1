package io.twinbox.launcher;

import io.twinbox.devservices.EmbeddedProgram;
import io.twinbox.devservices.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A Redis as a child process, on 127.0.0.1, without a password and without files. Thread-safe. */
public final class Redis implements AutoCloseable {
  private static final int TIMEOUT_MS = 1_000;

  private final EmbeddedProgram program;
  private final int port;
  private final Path executable;

  private Redis(EmbeddedProgram program, int port, Path executable) {
    this.program = program;
    this.port = port;
    this.executable = executable;
  }

  /** Starts one on a free port. */
  static Redis begin() {
    Path executable = unpack();
    int port = FreePort.pick();
    List<String> command =
        List.of(
            executable.toString(),
            "--port",
            String.valueOf(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no");
    EmbeddedProgram program =
        EmbeddedProgram.builder("redis", command).ready(() -> answers(port)).start();
    return new Redis(program, port, executable);
  }

  /** Its port; the same as long as this object lives. */
  public int port() {
    return port;
  }

  /** Its process, to be stopped, killed, paused and started again, empty. */
  public EmbeddedProgram program() {
    return program;
  }

  @Override
  public void close() {
    program.close();
    try {
      Files.deleteIfExists(executable);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + executable, e);
    }
  }

  private static Path unpack() {
    String arm =
        System.getProperty("os.arch").contains("aarch64") ? "7-linux-arm64" : "6-v5-linux-amd64";
    String name = "/redis-server-6.2." + arm;
    try (InputStream program = Redis.class.getResourceAsStream(name)) {
      if (program == null) {
        throw new IllegalStateException("there is no " + name + " on the class path");
      }
      Path file =
          Files.createTempFile(
              "twinbox-redis-",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      file.toFile().deleteOnExit();
      Files.write(file, program.readAllBytes());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack " + name, e);
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException e) {
      return false;
    }
  }
}
