package io.twinbox.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the server. Used by one thread at a time; {@link #cut} may be called by any.
 */
final class Line {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  private final MailSettings settings;
  private final Sockets sockets = new Sockets();
  private final SMTPTransport transport;
  private long usedAt;

  Line(MailSettings settings) {
    this.settings = settings;
    Properties properties = settings.properties();
    properties.put("mail.smtp.socketFactory", sockets);
    this.transport = new SMTPTransport(Session.getInstance(properties), null);
  }

  void open() throws MessagingException {
    if (settings.user() == null) {
      transport.connect(settings.host(), settings.port(), null, null);
    } else {
      transport.connect(
          settings.host(), settings.port(), settings.user(), settings.password().get());
    }
    usedAt = System.nanoTime();
  }

  void send(MimeMessage message, Address[] recipients) throws MessagingException {
    transport.sendMessage(message, recipients);
    usedAt = System.nanoTime();
  }

  /** Whether the server still listens; asks it, if it was not used lately. */
  boolean isUsable(long nanosUnasked) {
    return System.nanoTime() - usedAt < nanosUnasked || transport.isConnected();
  }

  /** Says good-bye. */
  void close() {
    try {
      transport.close();
    } catch (MessagingException e) {
      LOG.debug("Connection to the mail server not closed properly", e);
    }
  }

  /** Ends it at once, whatever it is doing. */
  void cut() {
    sockets.cut();
  }

  /** Remembers the socket: the transport lets nobody else near it while it sends. */
  private static final class Sockets extends SocketFactory {
    private @Nullable Socket socket;
    private boolean cut;

    @Override
    public synchronized Socket createSocket() throws IOException {
      if (cut) {
        throw new IOException("given up");
      }
      Socket next = new Socket();
      socket = next;
      return next;
    }

    synchronized void cut() {
      cut = true;
      if (socket != null) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
      throw new UnsupportedOperationException();
    }
  }
}
