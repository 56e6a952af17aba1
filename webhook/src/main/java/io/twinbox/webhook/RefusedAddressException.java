package io.twinbox.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name stands for an address that requests may not go to. */
final class RefusedAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1;

  RefusedAddressException(String host, InetAddress address) {
    super(host + " stands for " + address.getHostAddress() + ", which is not public");
  }
}
