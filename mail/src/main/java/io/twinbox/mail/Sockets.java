package io.twinbox.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one socket of a connection and remembers it: the transport lets nobody else near it
 * while it sends. Thread-safe.
 */
final class Sockets extends SocketFactory {
  private final @Nullable SSLSocketFactory tls;
  private @Nullable Socket socket;
  private boolean cut;

  /**
   * @param tls speaks TLS from the start; null = in the clear, at least to begin with
   */
  Sockets(@Nullable SSLSocketFactory tls) {
    this.tls = tls;
  }

  @Override
  public synchronized Socket createSocket() throws IOException {
    if (cut) {
      throw new IOException("given up");
    }
    Socket plain = new Socket();
    socket = plain;
    return tls == null ? plain : new TlsSocket(plain, tls);
  }

  /** Ends the connection at once, or keeps it from being opened. */
  synchronized void cut() {
    cut = true;
    if (socket != null && !socket.isClosed()) {
      try {
        lingerNot(socket);
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void lingerNot(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // It is closed already, or as good as that.
    }
  }

  @Override
  public Socket createSocket(String host, int port) {
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
