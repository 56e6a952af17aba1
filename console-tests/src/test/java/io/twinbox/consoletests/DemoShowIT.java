package io.twinbox.consoletests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.demo.DemoCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The demo as a newcomer sees it, in a real browser. It takes a minute and more: {@code ./mvnw
 * verify -Psoak -pl console-tests -am}.
 */
@Tag("soak")
class DemoShowIT {
  @TestFactory
  List<DynamicTest> aNewcomerSeesWhyItWaits(@TempDir Path logs) throws Exception {
    Equipment.demand(Equipment.NODE, Equipment.NODE_MODULES, Equipment.CHROMIUM);
    int port = freePort();
    StringWriter out = new StringWriter();
    CompletableFuture<Integer> demo =
        CompletableFuture.supplyAsync(
            () ->
                new CommandLine(new DemoCommand())
                    .setOut(new PrintWriter(out))
                    .execute("--live", "--messages=600", "--port=" + port, "--logs=" + logs));
    await().until(() -> demo.isDone() || answers(port));

    List<DynamicTest> tests =
        NodeTests.run("demo.test.mjs", Map.of("TWINBOX_DEMO", "http://localhost:" + port + "/"));

    assertThat(demo.get(2, TimeUnit.MINUTES)).as(out.toString()).isZero();
    return tests;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
