package dev.stenogate.rpc;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** What counts as one peer: an IPv4 address, or the /64 that one IPv6 host has to itself. */
final class PeerAddress {
  private static final int NETWORK_BYTES = 8;

  private PeerAddress() {}

  /** Names the peer; empty: not known, and all of these are one. */
  static String of(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? of(inet.getAddress())
        : "";
  }

  private static String of(InetAddress address) {
    return address instanceof Inet6Address ? network(address) + "/64" : address.getHostAddress();
  }

  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // Its length is that of an address.
    }
  }
}
