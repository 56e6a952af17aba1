package io.twinbox.engine;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** Names this process for those who look at the database. */
public final class ProcessName {
  private ProcessName() {}

  /** Process, host, and something that no other call gives. */
  public static String unique() {
    String process = ManagementFactory.getRuntimeMXBean().getName();
    String random = UUID.randomUUID().toString().substring(0, 8);
    return process.contains("@") ? process + "/" + random : process + "@" + host() + "/" + random;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown-host";
    }
  }
}
