package io.twinbox.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses requests may go to: all that are public, and those allowed by name of their
 * network. Everything else is refused, for a URL is often given by somebody outside: loopback,
 * private (RFC 1918, ULA), link-local, shared (CGNAT), multicast, documentation, reserved, and
 * whatever carries such an address inside (mapped, NAT64, 6to4, Teredo, ISATAP). Immutable and
 * thread-safe.
 */
public final class AddressRule {
  /** Public addresses only. */
  public static final AddressRule PUBLIC = new AddressRule(List.of());

  private static final List<Network> RESERVED =
      networks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          // Inside Azure: the host's own service, with keys and certificates, although the address
          // is a public one.
          "168.63.129.16/32",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "2001::/23",
          "2001:db8::/32",
          "3fff::/20");

  /** Of IPv6 only this has been given out for public use. */
  private static final Network GLOBAL = Network.parse("2000::/3");

  private static final Network SIX_TO_FOUR = Network.parse("2002::/16");
  private static final Network NAT64 = Network.parse("64:ff9b::/96");

  private final List<Network> allowed;

  private AddressRule(List<Network> allowed) {
    this.allowed = allowed;
  }

  /**
   * Public addresses and those of the given networks, as {@code 10.1.0.0/16} or {@code fd00::/8}.
   *
   * @throws IllegalArgumentException naming what is no network
   */
  public static AddressRule allowing(String... networks) {
    return new AddressRule(networks(networks));
  }

  /** Whether requests may go to the address. */
  public boolean permits(InetAddress address) {
    return allowed.stream().anyMatch(network -> network.contains(address)) || isPublic(address);
  }

  private boolean isPublic(InetAddress address) {
    if (RESERVED.stream().anyMatch(network -> network.contains(address))) {
      return false;
    }
    if (address instanceof Inet4Address) {
      return true;
    }
    byte[] bytes = address.getAddress();
    if (SIX_TO_FOUR.contains(address)) {
      return permits(Network.address(Arrays.copyOfRange(bytes, 2, 6)));
    }
    if (NAT64.contains(address)) {
      return permits(Network.address(Arrays.copyOfRange(bytes, 12, 16)));
    }
    // What is mapped (::ffff:a.b.c.d) Java makes an Inet4Address of; if not, it is not global.
    return GLOBAL.contains(address)
        && (!isIsatap(bytes) || permits(Network.address(Arrays.copyOfRange(bytes, 12, 16))));
  }

  /** An interface's id of ISATAP (RFC 5214, 6.1): 0000:5efe or 0200:5efe, and an IPv4 address. */
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
  }

  private static List<Network> networks(String... networks) {
    return Arrays.stream(networks).map(Network::parse).toList();
  }
}
