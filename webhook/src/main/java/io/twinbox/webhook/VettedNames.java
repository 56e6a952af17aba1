package io.twinbox.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a name up once for each connection and lets the client see permitted addresses only. It
 * connects to exactly those: between the check and the connection there is no second look-up that a
 * changed name could use.
 */
final class VettedNames implements DnsResolver {
  private final NameResolver names;
  private final AddressRule rule;

  VettedNames(NameResolver names, AddressRule rule) {
    this.names = names;
    this.rule = rule;
  }

  /** One address that is refused condemns the name: whoever mixes them means no good. */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = names.resolve(host);
    for (InetAddress address : addresses) {
      if (!rule.permits(address)) {
        throw new RefusedAddressException(host, address);
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
