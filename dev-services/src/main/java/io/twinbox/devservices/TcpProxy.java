package io.twinbox.devservices;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a server on this machine and does to their connections what bad
 * networks do: cuts, holds, delays, refuses. Everything that is drawn at random comes from the
 * seed.
 *
 * <pre>{@code
 * try (TcpProxy proxy = TcpProxy.to(postgres.port())) {
 *   String url = postgres.urlThrough(proxy, "app", "orders");
 *   proxy.blackHole(Direction.TO_CLIENT); // the server hears us, we hear nothing
 *   ...
 *   proxy.heal();
 * }
 * }</pre>
 *
 * <p>Faults add up until {@link #heal()}. This class is thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int BACKLOG = 128;

  private final int port;
  private final ProxyRules rules;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();

  private volatile int target;
  private @Nullable ServerSocket listener;
  private @Nullable Thread acceptor;
  private boolean closed;

  private TcpProxy(int port, int target, long seed) {
    this.port = port;
    this.target = target;
    this.rules = new ProxyRules(seed);
  }

  /** A proxy in front of a server's port. */
  public static TcpProxy to(int serverPort) {
    return to(serverPort, 0L);
  }

  /**
   * A proxy in front of a server's port.
   *
   * @param seed of all that is drawn at random
   */
  public static TcpProxy to(int serverPort, long seed) {
    for (int i = 1; ; i++) {
      TcpProxy proxy = new TcpProxy(FreePort.pick(), serverPort, seed);
      try {
        proxy.listen();
        return proxy;
      } catch (IOException e) {
        if (i == FreePort.RACES) {
          throw new DevServiceException("Could not listen on port " + proxy.port(), e);
        }
      }
    }
  }

  /**
   * A proxy whose server is not known yet: it resets every connection until {@link #forwardTo}. For
   * {@link EmbeddedKafka.Builder#behind}.
   *
   * @param seed of all that is drawn at random
   */
  public static TcpProxy unconnected(long seed) {
    return to(0, seed);
  }

  /** The port on 127.0.0.1 for the clients. */
  public int port() {
    return port;
  }

  /** Host and port for the clients, as in {@code bootstrap.servers}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Sends new connections to another port. */
  public void forwardTo(int serverPort) {
    this.target = serverPort;
  }

  /** Resets all connections; new ones are welcome. */
  public void cut() {
    connections.forEach(ProxiedConnection::cut);
  }

  /**
   * Lets so many more bytes pass in a direction, all connections together, and then resets the
   * connection that has the next one: in the middle of a request or an answer. Happens once.
   */
  public void cutAfter(Direction direction, long bytes) {
    rules.cutAfter(direction, bytes);
  }

  /**
   * The same after a number of bytes drawn from the seed.
   *
   * @param bytes the number is less than this; at least 1
   */
  public void cutWithin(Direction direction, long bytes) {
    rules.cutWithin(direction, bytes);
  }

  /** Whether a cut was ordered for this direction and has not happened yet. */
  public boolean cutIsPending(Direction direction) {
    return rules.cutIsPending(direction);
  }

  /** Holds everything in both directions, ends of connections too. */
  public void blackHole() {
    blackHole(Direction.TO_SERVER);
    blackHole(Direction.TO_CLIENT);
  }

  /**
   * Holds everything in one direction, ends of connections too. Clients still connect, to the
   * proxy. What was held goes on after {@link #heal()}, as TCP sends again what a network dropped;
   * {@link #cut()} before it loses it.
   */
  public void blackHole(Direction direction) {
    rules.hold(direction);
  }

  /** Delays each piece of up to 16 KiB by this time. */
  public void delay(Duration time) {
    rules.delay(time, time);
  }

  /** Delays each piece of up to 16 KiB by a time drawn from the seed, both ends included. */
  public void delay(Duration min, Duration max) {
    rules.delay(min, max);
  }

  /** Resets all connections and refuses new ones, as if no server were listening. */
  public synchronized void refuse() {
    closeListener();
    cut();
  }

  /** Ends all faults: whatever was held goes on, connections are accepted. */
  public synchronized void heal() {
    if (closed) {
      throw new IllegalStateException("This proxy is closed");
    }
    try {
      if (listener == null) {
        listen();
      }
    } catch (IOException e) {
      throw new DevServiceException("Could not listen on port " + port + " again", e);
    }
    rules.clear();
  }

  /** How many connections are open. */
  public int openConnections() {
    return connections.size();
  }

  /** How many connections were accepted so far. */
  public long acceptedConnections() {
    return accepted.get();
  }

  /** How many bytes have passed in a direction so far. */
  public long bytes(Direction direction) {
    return rules.passed(direction);
  }

  /** Refuses and resets everything for good. */
  @Override
  public synchronized void close() {
    closed = true;
    refuse();
  }

  private synchronized void listen() throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    Thread thread = new Thread(() -> acceptFrom(socket), "tcp-proxy-" + port);
    thread.setDaemon(true);
    thread.start();
    listener = socket;
    acceptor = thread;
  }

  private void acceptFrom(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        accept(socket.accept(), socket);
      } catch (IOException e) {
        // Closed by refuse(), or a client that went away at once: the loop's condition tells.
      }
    }
  }

  private void accept(Socket client, ServerSocket socket) {
    accepted.incrementAndGet();
    ProxiedConnection connection = new ProxiedConnection(client, rules, connections::remove);
    connections.add(connection);
    if (target == 0 || socket.isClosed()) {
      connection.cut();
    } else {
      connection.open(target);
    }
  }

  /** Returns once the port is really closed, which it is not while somebody waits in accept(). */
  private synchronized void closeListener() {
    ServerSocket socket = listener;
    Thread waiting = acceptor;
    listener = null;
    acceptor = null;
    if (socket == null || waiting == null) {
      return;
    }
    try {
      socket.close();
      waiting.join();
    } catch (IOException e) {
      throw new DevServiceException("Could not close port " + port, e);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }
}
