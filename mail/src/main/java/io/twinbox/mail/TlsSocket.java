package io.twinbox.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS from the first byte on, over a socket that somebody else may close at once: the farewell of
 * Java's own TLS sockets waits for whoever is reading from them. The server's certificate must be
 * for the name that was connected to.
 */
final class TlsSocket extends Socket {
  private final Socket plain;
  private final SSLSocketFactory factory;
  private @Nullable SSLSocket tls;

  TlsSocket(Socket plain, SSLSocketFactory factory) {
    this.plain = plain;
    this.factory = factory;
  }

  @Override
  public void connect(SocketAddress address) throws IOException {
    connect(address, 0);
  }

  @Override
  public void connect(SocketAddress address, int timeout) throws IOException {
    plain.connect(address, timeout);
    InetSocketAddress server = (InetSocketAddress) address;
    SSLSocket next =
        (SSLSocket) factory.createSocket(plain, server.getHostString(), server.getPort(), true);
    SSLParameters parameters = next.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    next.setSSLParameters(parameters);
    next.startHandshake();
    tls = next;
  }

  private SSLSocket connected() throws SocketException {
    if (tls == null) {
      throw new SocketException("not connected");
    }
    return tls;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return connected().getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return connected().getOutputStream();
  }

  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    plain.setSoTimeout(millis);
  }

  @Override
  public synchronized int getSoTimeout() throws SocketException {
    return plain.getSoTimeout();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return plain.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return plain.getLocalAddress();
  }

  @Override
  public int getPort() {
    return plain.getPort();
  }

  @Override
  public boolean isConnected() {
    return tls != null;
  }

  @Override
  public boolean isClosed() {
    return plain.isClosed();
  }

  @Override
  public synchronized void close() throws IOException {
    if (tls == null) {
      plain.close();
    } else {
      tls.close();
    }
  }
}
