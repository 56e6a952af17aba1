package io.twinbox.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Addresses with a common prefix.
 *
 * @param prefix 4 or 16 bytes
 * @param bits how many of them are common
 */
record Network(byte[] prefix, int bits) {

  static Network parse(String text) {
    int slash = text.indexOf('/');
    try {
      // Digits, dots, colons: nothing that would be looked up.
      if (slash > 0 && text.substring(0, slash).matches("[0-9a-fA-F.:]+")) {
        byte[] prefix = InetAddress.getByName(text.substring(0, slash)).getAddress();
        int bits = Integer.parseInt(text.substring(slash + 1));
        if (bits >= 0 && bits <= prefix.length * 8) {
          return new Network(prefix, bits);
        }
      }
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException("no network: " + text, e);
    }
    throw new IllegalArgumentException("no network: " + text);
  }

  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != prefix.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((bytes[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
