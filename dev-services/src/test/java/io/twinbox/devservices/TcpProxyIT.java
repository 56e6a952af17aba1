package io.twinbox.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyIT {
  private static final int SHORT_MS = 200;
  private static final int LONG_MS = 10_000;

  private EchoServer server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new EchoServer();
    proxy = TcpProxy.to(server.port(), 42);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    server.close();
  }

  @Test
  void bytesPassBothWaysAndAreCounted() throws IOException {
    try (Socket client = connect()) {
      assertThat(echo(client, "hello")).isEqualTo("hello");
      assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(5);
      assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(5);
      assertThat(proxy.openConnections()).isEqualTo(1);
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    await().until(() -> proxy.openConnections() == 0);
    assertThat(proxy.acceptedConnections()).isEqualTo(1);
  }

  @Test
  void aCutResetsWhatIsOpenAndLetsNewOnesIn() throws IOException {
    try (Socket client = connect()) {
      echo(client, "hello");
      proxy.cut();
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    try (Socket client = connect()) {
      assertThat(echo(client, "again")).isEqualTo("again");
    }
  }

  @Test
  void aBlackHoleHoldsAnswersUntilHealed() throws IOException {
    try (Socket client = connect()) {
      echo(client, "hello");
      proxy.blackHole(Direction.TO_CLIENT);
      say(client, "are you there");
      await().until(() -> server.heard().endsWith("are you there"));
      assertSilent(client);
      proxy.heal();
      assertThat(hear(client, 13)).isEqualTo("are you there");
    }
  }

  @Test
  void aBlackHoleHoldsRequestsUntilHealed() throws IOException {
    try (Socket client = connect()) {
      echo(client, "hello");
      proxy.blackHole(Direction.TO_SERVER);
      say(client, "lost?");
      assertSilent(client);
      assertThat(server.heard()).isEqualTo("hello");
      proxy.heal();
      assertThat(hear(client, 5)).isEqualTo("lost?");
    }
  }

  @Test
  void newConnectionsIntoABlackHoleAreAcceptedAndHearNothing() throws IOException {
    proxy.blackHole();
    try (Socket client = connect()) {
      say(client, "hello");
      assertSilent(client);
      proxy.heal();
      assertThat(hear(client, 5)).isEqualTo("hello");
    }
  }

  @Test
  void whatABlackHoleHeldIsLostByACut() throws IOException {
    try (Socket client = connect()) {
      echo(client, "hello");
      proxy.blackHole();
      say(client, "lost");
      assertSilent(client);
      proxy.cut();
      proxy.heal();
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    await().until(() -> proxy.openConnections() == 0);
    assertThat(server.heard()).isEqualTo("hello");
  }

  @Test
  void refusedConnectionsAreWelcomeAgainAfterHealing() throws IOException {
    proxy.refuse();
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    proxy.heal();
    try (Socket client = connect()) {
      assertThat(echo(client, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void aCutCanComeInTheMiddleOfAnAnswer() throws IOException {
    try (Socket client = connect()) {
      proxy.cutAfter(Direction.TO_CLIENT, 3);
      say(client, "hello");
      await().until(() -> !proxy.cutIsPending(Direction.TO_CLIENT));
      assertThatThrownBy(() -> hear(client, 5)).isInstanceOf(IOException.class);
    }
    assertThat(server.heard()).isEqualTo("hello");
    assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(3);
    try (Socket client = connect()) {
      assertThat(echo(client, "once only")).isEqualTo("once only");
    }
  }

  @Test
  void aDelayIsFelt() throws IOException {
    proxy.delay(Duration.ofMillis(60));
    try (Socket client = connect()) {
      long before = System.nanoTime();
      echo(client, "hello");
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(Duration.ofMillis(120));
    }
  }

  @Test
  void withoutAServerConnectionsAreReset() throws IOException {
    try (TcpProxy unconnected = TcpProxy.unconnected(1)) {
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), unconnected.port())) {
        assertThatThrownBy(() -> client.getInputStream().read())
            .isInstanceOf(SocketException.class);
      }
      unconnected.forwardTo(server.port());
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), unconnected.port())) {
        assertThat(echo(client, "hello")).isEqualTo("hello");
      }
    }
  }

  @Test
  void aDeadServerIsToldByAReset() throws Exception {
    server.close();
    try (Socket client = connect()) {
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aClosedProxyStaysClosed() {
    proxy.close();
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    assertThatThrownBy(proxy::heal).isInstanceOf(IllegalStateException.class);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(LONG_MS);
    return socket;
  }

  private static String echo(Socket client, String text) throws IOException {
    say(client, text);
    return hear(client, text.length());
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hear(Socket client, int length) throws IOException {
    byte[] bytes = client.getInputStream().readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("heard only " + bytes.length + " bytes");
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static void assertSilent(Socket client) throws IOException {
    client.setSoTimeout(SHORT_MS);
    InputStream in = client.getInputStream();
    assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(LONG_MS);
  }

  /** Says back what it hears. */
  private static final class EchoServer {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Thread acceptor;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    EchoServer() throws IOException {
      acceptor = daemon(this::acceptAll);
    }

    int port() {
      return socket.getLocalPort();
    }

    String heard() {
      return heard.toString(StandardCharsets.US_ASCII);
    }

    private void acceptAll() throws IOException {
      while (!socket.isClosed()) {
        Socket client = socket.accept();
        daemon(() -> answer(client));
      }
    }

    private void answer(Socket client) throws IOException {
      try (client) {
        byte[] buffer = new byte[1_000];
        for (int n = client.getInputStream().read(buffer);
            n >= 0;
            n = client.getInputStream().read(buffer)) {
          heard.write(buffer, 0, n);
          client.getOutputStream().write(buffer, 0, n);
        }
      }
    }

    /** Until nobody waits in accept() any more, one more connection may be let in. */
    void close() throws IOException, InterruptedException {
      socket.close();
      acceptor.join();
    }

    private interface Work {
      void run() throws IOException;
    }

    private static Thread daemon(Work work) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (IOException e) {
                  // The test has closed the other end.
                }
              });
      thread.setDaemon(true);
      thread.start();
      return thread;
    }
  }
}
