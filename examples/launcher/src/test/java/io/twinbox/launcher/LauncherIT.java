package io.twinbox.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path directory;
  private static RunningExample running;

  @BeforeAll
  static void start() {
    running =
        new Launcher(new ToyExample(directory.resolve("good-bye")), ClassPaths.ofThisJvm())
            .ports(Ports.FREE)
            .start();
  }

  @AfterAll
  static void end() {
    running.close();
  }

  @Test
  void theApplicationIsToldWhereEverythingIs() throws Exception {
    assertThat(get(running.url("teller")))
        .contains(
            running.jdbcUrl("toys"),
            running.kafka(),
            "--redis=" + running.redisPort(),
            running.webhookSecret());
    try (Connection connection = DriverManager.getConnection(running.jdbcUrl("toys"))) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void partsAreStoppedAndStartedByName() throws Exception {
    assertThat(get(running.controls())).contains("\"redis\":\"running\"");
    assertThat(post("/redis/stop").body()).contains("\"redis\":\"stopped\"");
    assertThat(answers(running.redisPort())).isFalse();
    assertThat(post("/redis/start").body()).contains("\"redis\":\"running\"");
    assertThat(answers(running.redisPort())).isTrue();
    assertThat(post("/teller/kill").statusCode()).isEqualTo(200);
    assertThat(running.application("teller").isRunning()).isFalse();
    assertThat(post("/teller/start").statusCode()).isEqualTo(200);
    assertThat(get(running.url("teller"))).contains("--kafka=");
  }

  @Test
  void whatCannotBeDoneIsRefusedWithAReason() throws Exception {
    assertThat(post("/nonsense/stop").statusCode()).isEqualTo(404);
    assertThat(post("/kafka/nonsense").body()).contains("kill, pause, resume, start, stop");
    assertThat(post("/redis/start").statusCode()).isEqualTo(409);
    HttpRequest ofAPage =
        HttpRequest.newBuilder(URI.create(running.controls() + "/kafka/stop"))
            .header("Origin", "https://evil.example")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(HTTP.send(ofAPage, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(403);
    assertThat(running.broker().isRunning()).isTrue();
  }

  @Test
  void theMailServerKeepsItsMailsWhileItIsStopped() throws Exception {
    send("first");
    assertThat(post("/mail/stop").statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> send("nobody listens")).isInstanceOf(MessagingException.class);
    assertThat(post("/mail/start").statusCode()).isEqualTo(200);
    send("second");
    assertThat(running.mail().mails()).extracting("subject").containsExactly("first", "second");
    assertThat(get(running.controls() + "/mails")).contains("\"subject\":\"first\"");
  }

  @Test
  void aWebhookWithAForeignSignatureIsKeptAsNotGenuine() throws Exception {
    HttpRequest forged =
        HttpRequest.newBuilder(running.webhooks())
            .header("webhook-id", "1")
            .header("webhook-timestamp", "1")
            .header("webhook-signature", "v1,AAAA")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    HTTP.send(forged, HttpResponse.BodyHandlers.discarding());
    assertThat(running.webhookReceiver().deliveries())
        .singleElement()
        .satisfies(it -> assertThat(it.genuine()).isFalse());
  }

  @Test
  void aTakenPortIsToldBeforeAnythingIsStarted() {
    int taken = URI.create(running.url("teller")).getPort();
    Launcher second =
        new Launcher(running.example(), ClassPaths.ofThisJvm()).ports(Ports.from(taken));
    assertThatThrownBy(second::start).hasMessageContaining("port " + taken + " of teller is taken");
  }

  /** What Ctrl-C does, by the signal that a shell in the background does not ignore. */
  @Test
  void asTheCommandEndsTheApplicationSaysGoodByeAndNothingStays() throws Exception {
    Path goodBye = directory.resolve("good-bye of the other");
    Process other = otherJvm(goodBye);
    List<Long> pids =
        Arrays.stream(other.inputReader().readLine().split(" ", -1)).map(Long::parseLong).toList();
    assertThat(pids).hasSize(4).allMatch(LauncherIT::lives);
    other.destroy();
    assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(other.exitValue()).isEqualTo(143);
    assertThat(goodBye).exists();
    assertThat(pids).noneMatch(LauncherIT::lives);
  }

  /** Starts a toy example, says the ids of its processes, and stays. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws InterruptedException {
      RunningExample example =
          new Launcher(new ToyExample(Path.of(arguments[0])), ClassPaths.ofThisJvm())
              .ports(Ports.FREE)
              .start();
      System.out.printf(
          "%d %d %d %d%n",
          example.postgres().pid(),
          example.broker().pid(),
          example.redis().program().pid(),
          example.application("teller").pid());
      Thread.currentThread().join();
    }
  }

  private static Process otherJvm(Path goodBye) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Other.class.getName(), goodBye.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static boolean lives(long pid) {
    return Files.exists(Path.of("/proc", String.valueOf(pid)))
        && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException e) {
      return false;
    }
  }

  private static void send(String subject) throws MessagingException {
    Properties properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", String.valueOf(running.smtpPort()));
    MimeMessage message = new MimeMessage(Session.getInstance(properties));
    message.setFrom("shop@example.com");
    message.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@example.com"));
    message.setSubject(subject);
    message.setText("hello");
    Transport.send(message);
    await()
        .until(() -> running.mail().mails().stream().anyMatch(it -> it.subject().equals(subject)));
  }

  private static String get(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static HttpResponse<String> post(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(running.controls() + path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
