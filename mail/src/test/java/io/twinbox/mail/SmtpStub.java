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
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

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

  /** After so many mails a connection is closed with 421. */
  volatile int mailsPerLine = Integer.MAX_VALUE;

  /** Mails that came through TLS. */
  final AtomicInteger encrypted = new AtomicInteger();

  private final @Nullable SSLContext tls;
  private final TransportSecurity security;
  private final Map<String, String> replies = new ConcurrentHashMap<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ServerSocket server;

  SmtpStub() {
    this(TransportSecurity.NONE, null);
  }

  /**
   * @param tls null = none
   */
  SmtpStub(TransportSecurity security, @Nullable SSLContext tls) {
    this.security = security;
    this.tls = tls;
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

  private void talk(Socket plain) {
    try (plain) {
      Socket socket = security == TransportSecurity.TLS ? encrypted(plain) : plain;
      if (say(socket.getOutputStream(), reply("HELLO", "220 stub"))) {
        converse(socket);
      }
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  private void converse(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    OutputStream out = socket.getOutputStream();
    List<String> recipients = new CopyOnWriteArrayList<>();
    boolean goesOn = true;
    boolean data = false;
    int mails = 0;
    for (String line = in.readLine(); goesOn && line != null; line = in.readLine()) {
      said.add(line);
      if (data && !line.equals(".")) {
        continue;
      }
      if (line.equals("STARTTLS") && tls != null) {
        say(out, "220 go on");
        converse(encrypted(socket));
        return;
      }
      mails += line.startsWith("MAIL") ? 1 : 0;
      if (mails > mailsPerLine) {
        say(out, "421 enough");
        return;
      }
      String reply = data ? endOfData(recipients, socket) : answer(line, recipients);
      data = reply.startsWith("354");
      goesOn = say(out, reply);
    }
  }

  private Socket encrypted(Socket plain) throws IOException {
    SSLSocketFactory factory = Objects.requireNonNull(tls).getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, null, plain.getPort(), true);
    socket.setUseClientMode(false);
    return socket;
  }

  private String answer(String line, List<String> recipients) {
    if (line.startsWith("EHLO")) {
      boolean offersTls = security == TransportSecurity.STARTTLS && tls != null;
      return reply(line, "250-stub\r\n" + (offersTls ? "250-STARTTLS\r\n" : "") + "250 AUTH PLAIN");
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

  private String endOfData(List<String> recipients, Socket socket) {
    String reply = reply(".", "250 taken");
    if (reply.startsWith("250")) {
      encrypted.addAndGet(socket instanceof SSLSocket ? 1 : 0);
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
