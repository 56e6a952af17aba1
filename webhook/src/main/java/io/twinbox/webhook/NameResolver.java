package io.twinbox.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up the addresses of a name. Thread-safe. */
@FunctionalInterface
interface NameResolver {
  InetAddress[] resolve(String host) throws UnknownHostException;
}
