package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class PeerAddressTest {
  @Test
  void everyIpv4AddressIsAPeerOfItsOwn() {
    assertThat(peer("192.0.2.1")).isEqualTo("192.0.2.1").isNotEqualTo(peer("192.0.2.2"));
  }

  @Test
  void theHostsOfAnIpv6NetworkAreOnePeer() {
    assertThat(peer("2001:db8:1:2::1"))
        .isEqualTo(peer("2001:db8:1:2:ffff:ffff:ffff:ffff"))
        .isNotEqualTo(peer("2001:db8:1:3::1"))
        .isEqualTo("2001:db8:1:2:0:0:0:0/64");
  }

  @Test
  void anIpv4AddressInIpv6IsThatAddress() {
    assertThat(peer("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
  }

  @Test
  void anAddressThatIsNotKnownIsNoPeerThatIs() {
    assertThat(PeerAddress.of(InetSocketAddress.createUnresolved("host", 1))).isEmpty();
  }

  private static String peer(String address) {
    try {
      return PeerAddress.of(new InetSocketAddress(InetAddress.getByName(address), 4711));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
