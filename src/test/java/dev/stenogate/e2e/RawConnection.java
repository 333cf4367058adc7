package dev.stenogate.e2e;

import dev.stenogate.localstack.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/** A TCP connection on which anything can be said. */
@SuppressWarnings("AddressSelection") // Loopback has one address.
final class RawConnection implements AutoCloseable {
  private static final Duration AWAIT = Duration.ofSeconds(HandCall.AWAIT_SECONDS);

  private final Socket socket = new Socket();

  private RawConnection(int port) throws IOException {
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) AWAIT.toMillis());
    socket.setSoTimeout((int) AWAIT.toMillis());
  }

  static RawConnection to(GatewayProcess gateway) {
    try {
      return new RawConnection(gateway.port());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says it, as far as the other side listens. */
  RawConnection send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException e) {
      // Closed against us while we spoke: what awaitClosed waits for.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /**
   * Waits until the other side closes.
   *
   * @return what it said before
   */
  byte[] awaitClosed() {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      return new byte[0]; // Reset, because it did not read all that was sent: closed as well.
    } catch (IOException e) {
      throw new AssertionError("the connection was not closed", e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
