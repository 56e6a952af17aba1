package io.twinbox.devservices;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses ports on the loopback address.
 *
 * <p>Never out of the range the system hands to outgoing connections: while a server is down, one
 * of its own clients that keeps reconnecting could be given the server's port as its local one (and
 * even end up connected to itself), and the server could not come back.
 */
public final class FreePort {
  /** How often to try again with another port when somebody else was faster. */
  static final int RACES = 5;

  private static final int LOWEST = 10_240;
  private static final int USUAL_EPHEMERAL_START = 32_768;
  private static final int TRIES = 500;

  private FreePort() {}

  /** A port that was free a moment ago. Somebody else may still be faster: try again then. */
  public static int pick() {
    int end = ephemeralStart();
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
      if (isFree(port)) {
        return port;
      }
    }
    throw new DevServiceException("No free port found between " + LOWEST + " and " + end);
  }

  /** Whether nobody listens there. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int ephemeralStart() {
    try {
      String range = Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
      int start = Integer.parseInt(range.trim().split("\\s+", 2)[0]);
      return start > LOWEST + TRIES ? start : USUAL_EPHEMERAL_START;
    } catch (IOException | NumberFormatException e) {
      return USUAL_EPHEMERAL_START;
    }
  }
}
