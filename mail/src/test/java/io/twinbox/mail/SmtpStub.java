package io.twinbox.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks just enough SMTP to refuse what a test wants refused. */
final class SmtpStub implements AutoCloseable {
  /** Instead of a reply: says nothing any more. */
  static final String SILENCE = "silence";

  /** Instead of a reply: hangs up. */
  static final String HANG_UP = "hang up";

  final AtomicInteger connections = new AtomicInteger();

  /** Each mail that was accepted: its recipients. */
  final List<List<String>> accepted = new CopyOnWriteArrayList<>();

  /** All that clients said; each character is a byte. */
  final List<String> said = new CopyOnWriteArrayList<>();

  private final Map<String, String> replies = new ConcurrentHashMap<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ServerSocket server;

  SmtpStub() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** What is said to a line that begins so; {@code .} is the end of a mail's data. */
  void on(String line, String reply) {
    replies.put(line, reply);
  }

  void heal() {
    replies.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        connections.incrementAndGet();
        daemon(() -> talk(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      OutputStream out = socket.getOutputStream();
      List<String> recipients = new CopyOnWriteArrayList<>();
      boolean goesOn = say(out, reply("HELLO", "220 stub"));
      boolean data = false;
      for (String line = in.readLine(); goesOn && line != null; line = in.readLine()) {
        said.add(line);
        if (data && !line.equals(".")) {
          continue;
        }
        String reply = data ? endOfData(recipients) : answer(line, recipients);
        data = reply.startsWith("354");
        goesOn = say(out, reply);
      }
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  private String answer(String line, List<String> recipients) {
    if (line.startsWith("EHLO")) {
      return reply(line, "250-stub\r\n250 AUTH PLAIN");
    }
    if (line.startsWith("AUTH")) {
      return reply(line, "235 ok");
    }
    if (line.equals("DATA")) {
      return reply(line, "354 go on");
    }
    if (line.startsWith("MAIL") || line.startsWith("RSET")) {
      recipients.clear();
    }
    String reply = reply(line, "250 ok");
    if (line.startsWith("RCPT") && reply.startsWith("250")) {
      recipients.add(line.replaceAll(".*<(.*)>.*", "$1"));
    }
    return reply;
  }

  private String endOfData(List<String> recipients) {
    String reply = reply(".", "250 taken");
    if (reply.startsWith("250")) {
      accepted.add(List.copyOf(recipients));
    }
    return reply;
  }

  private String reply(String line, String otherwise) {
    return replies.entrySet().stream()
        .filter(it -> line.startsWith(it.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }

  private static boolean say(OutputStream out, String reply) throws IOException {
    if (reply.equals(SILENCE)) {
      return true;
    }
    if (reply.equals(HANG_UP)) {
      return false;
    }
    out.write((reply + "\r\n").getBytes(US_ASCII));
    out.flush();
    return true;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "smtp-stub");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
