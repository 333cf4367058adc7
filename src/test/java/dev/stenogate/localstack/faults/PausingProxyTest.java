package dev.stenogate.localstack.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.stenogate.localstack.GatewayProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PausingProxyTest {
  private static final int ANSWER_MILLIS_MAX = 5_000;
  private static final int NO_ANSWER_MILLIS = 200;

  private ServerSocket echo;
  private PausingProxy proxy;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = new PausingProxy(GatewayProcess.freePort(), echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void aPausedPathTakesBytesAndAcceptsAndSaysNothing() throws IOException {
    try (Socket old = dial()) {
      assertThat(answer(old)).isEqualTo(7);

      proxy.pause();

      old.getOutputStream().write(7);
      assertSaysNothing(old);
      try (Socket later = dial()) {
        later.getOutputStream().write(7);
        assertSaysNothing(later);
      }
    }
  }

  @Test
  void aCutPathEndsItsConnectionsAndRefusesOthers() throws IOException {
    try (Socket old = dial()) {
      assertThat(answer(old)).isEqualTo(7);

      proxy.cut();

      assertThatIOException().isThrownBy(() -> read(old));
      assertThatIOException().isThrownBy(this::dial);
    }
  }

  @Test
  void aMendedPathCarriesAgain() throws IOException {
    proxy.pause();
    proxy.mend();
    proxy.cut();
    proxy.mend();

    try (Socket later = dial()) {
      assertThat(answer(later)).isEqualTo(7);
    }
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  private Socket dial() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static int answer(Socket socket) throws IOException {
    socket.getOutputStream().write(7);
    return read(socket);
  }

  private static int read(Socket socket) throws IOException {
    socket.setSoTimeout(ANSWER_MILLIS_MAX);
    return socket.getInputStream().read();
  }

  private static void assertSaysNothing(Socket socket) throws IOException {
    socket.setSoTimeout(NO_ANSWER_MILLIS);
    assertThatIOException()
        .isThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }
}
