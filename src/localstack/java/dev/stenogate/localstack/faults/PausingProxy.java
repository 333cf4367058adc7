package dev.stenogate.localstack.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network path that can break without a word. Carries TCP from its port to another on this
 * machine. Thread-safe.
 */
final class PausingProxy implements AutoCloseable {
  private static final int CHUNK_BYTES = 16_384;
  private static final int BACKLOG = 128;

  private final int port;
  private final int targetPort;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private ServerSocket listener; // guarded by lock; null while nobody listens
  private Thread acceptor; // guarded by lock; of the listener
  private boolean paused; // guarded by lock

  /** Listens at once. */
  PausingProxy(int port, int targetPort) {
    this.port = port;
    this.targetPort = targetPort;
    listen();
  }

  int port() {
    return port;
  }

  /** Half-open TCP: accepts, then forwards nothing and closes nothing. */
  void pause() {
    synchronized (lock) {
      paused = true;
    }
  }

  /** Resets every connection, and nobody listens until {@link #mend}. */
  void cut() {
    synchronized (lock) {
      if (listener != null) {
        closeQuietly(listener);
        awaitQuietly(acceptor); // The port is free when it has left the socket.
        listener = null;
      }
    }
    resetAll();
  }

  /** A path like any other again; what a pause had kept is lost with its connections. */
  void mend() {
    boolean wasPaused;
    synchronized (lock) {
      wasPaused = paused;
    }
    if (wasPaused) {
      resetAll();
    }
    synchronized (lock) {
      paused = false;
      lock.notifyAll();
      if (listener == null) {
        listen();
      }
    }
  }

  @Override
  public void close() {
    cut();
  }

  private void listen() {
    synchronized (lock) {
      try {
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ServerSocket accepting = listener;
      acceptor = Thread.ofVirtual().start(() -> accept(accepting));
    }
  }

  private void accept(ServerSocket accepting) {
    while (!accepting.isClosed()) {
      try {
        Socket near = accepting.accept();
        open.add(near);
        Thread.ofVirtual().start(() -> carry(near));
      } catch (IOException e) {
        return; // Cut.
      }
    }
  }

  private void carry(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), targetPort);
      open.add(far);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> pump(near, far));
      pump(far, near);
    } catch (IOException e) {
      reset(near); // Nobody is behind the proxy.
    }
  }

  /** An end is passed on as a reset: both sides of this path close for good when they close. */
  private void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] chunk = new byte[CHUNK_BYTES];
      awaitCarrying();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        awaitCarrying();
        out.write(chunk, 0, read);
        out.flush();
        awaitCarrying();
      }
    } catch (IOException e) {
      // Either side is gone; the other learns it below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    awaitCarryingQuietly();
    reset(from);
    reset(to);
  }

  private void awaitCarryingQuietly() {
    try {
      awaitCarrying();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitCarrying() throws InterruptedException {
    synchronized (lock) {
      while (paused) {
        lock.wait();
      }
    }
  }

  private void resetAll() {
    open.forEach(this::reset);
  }

  private void reset(Socket socket) {
    open.remove(socket);
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    closeQuietly(socket);
  }

  private static void awaitQuietly(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // Nothing is left to do for it.
    }
  }
}
