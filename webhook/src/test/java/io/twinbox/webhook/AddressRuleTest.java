package io.twinbox.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses requests may go to. */
class AddressRuleTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "100.100.100.200",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b::a83f:8110",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:5ef5:79fb:0:59a:f5ff:fffe",
        "2002:a83f:8110::1",
        "2606:4700::5efe:a00:1",
        "2606:4700::200:5efe:7f00:1",
        "fd00::5efe:101:101",
        "fd00:ec2::254",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::5efe:101:101",
        "fec0::1",
        "ff02::1"
      })
  void whatIsNotPublicIsRefused(String address) throws UnknownHostException {
    assertThat(AddressRule.PUBLIC.permits(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "128.0.0.1",
        "169.253.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.0.1",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "168.63.129.15",
        "168.63.129.17",
        "2606:4700::5efe:101:101",
        "64:ff9b::101:101",
        "2002:101:101::1"
      })
  void whatIsPublicIsPermitted(String address) throws UnknownHostException {
    assertThat(AddressRule.PUBLIC.permits(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void aNetworkIsAllowedByItsName() throws UnknownHostException {
    AddressRule rule = AddressRule.allowing("10.1.0.0/16", "fd00::/8");
    assertThat(rule.permits(InetAddress.getByName("10.1.255.1"))).isTrue();
    assertThat(rule.permits(InetAddress.getByName("fd00::1"))).isTrue();
    assertThat(rule.permits(InetAddress.getByName("10.2.0.1"))).isFalse();
    assertThat(rule.permits(InetAddress.getByName("1.1.1.1"))).isTrue();
  }

  /** As bytes Java leaves them what they are; written as text it makes IPv4 of them. */
  @Test
  void anAddressOfIpv4InOneOfIpv6IsRefused() throws UnknownHostException {
    byte[] compatible = new byte[16];
    compatible[12] = 10;
    compatible[15] = 1;
    assertThat(AddressRule.PUBLIC.permits(InetAddress.getByAddress(compatible))).isFalse();
    byte[] mapped = compatible.clone();
    mapped[10] = -1;
    mapped[11] = -1;
    assertThat(AddressRule.PUBLIC.permits(Inet6Address.getByAddress("x", mapped, 1))).isFalse();
  }

  /** Which interface it is on changes nothing. */
  @Test
  void aZoneMakesNoAddressPublic() throws UnknownHostException {
    byte[] local = new byte[16];
    local[0] = (byte) 0xfe;
    local[1] = (byte) 0x80;
    local[15] = 1;
    assertThat(AddressRule.PUBLIC.permits(Inet6Address.getByAddress("x", local, 7))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "localhost/8", "::1/129"})
  void whatIsNoNetworkIsRefused(String text) {
    assertThatThrownBy(() -> AddressRule.allowing(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
