package io.twinbox.devservices;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One client's connection through a proxy: a thread for each direction. */
final class ProxiedConnection {
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Socket client;
  private final Socket server = new Socket();
  private final ProxyRules rules;
  private final Consumer<ProxiedConnection> onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  ProxiedConnection(Socket client, ProxyRules rules, Consumer<ProxiedConnection> onClose) {
    this.client = client;
    this.rules = rules;
    this.onClose = onClose;
  }

  /** Connects to the server in a thread of its own, so that others need not wait. */
  void open(int targetPort) {
    thread("open", () -> connect(targetPort)).start();
  }

  private void connect(int targetPort) {
    try {
      // A network that swallows what the client says swallows its connection attempt too, but the
      // client has been accepted by us: only the server hears nothing.
      rules.awaitPassage(Direction.TO_SERVER, closed::get);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), CONNECT_TIMEOUT_MS);
      thread("to-server", () -> pump(client, server, Direction.TO_SERVER)).start();
      pump(server, client, Direction.TO_CLIENT);
    } catch (IOException e) {
      cut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cut();
    }
  }

  private void pump(Socket from, Socket to, Direction direction) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!forward(out, buffer, read, direction)) {
          cut();
          return;
        }
      }
      rules.awaitPassage(direction, closed::get);
      to.shutdownOutput();
      if (from.isOutputShutdown()) {
        close(false); // both sides have said all
      }
    } catch (IOException e) {
      cut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cut();
    }
  }

  /** False if the connection is to be cut now. */
  private boolean forward(OutputStream out, byte[] buffer, int length, Direction direction)
      throws IOException, InterruptedException {
    rules.awaitPassage(direction, closed::get);
    long delay = rules.nextDelayNanos();
    if (delay > 0) {
      LockSupport.parkNanos(delay);
    }
    int admitted = rules.admit(direction, length);
    out.write(buffer, 0, admitted);
    out.flush();
    return admitted == length;
  }

  /** Ends both halves by a reset, as a crashed peer or a firewall does. */
  void cut() {
    close(true);
  }

  private void close(boolean reset) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    close(client, reset);
    close(server, reset);
    rules.connectionsChanged();
    onClose.accept(this);
  }

  /** A reset throws away what the peer has not been given yet; an orderly end does not. */
  private static void close(Socket socket, boolean reset) {
    try (socket) {
      if (reset && socket.isConnected()) {
        socket.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      // It is closed already: as wanted.
    }
  }

  private static Thread thread(String role, Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy-" + role);
    thread.setDaemon(true);
    return thread;
  }
}
