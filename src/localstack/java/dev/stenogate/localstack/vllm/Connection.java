package dev.stenogate.localstack.vllm;

import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;

/**
 * The socket of one session. What is queued to a client that does not read is bounded: while more
 * than {@link #QUEUED_BYTES_MAX} wait, the engine makes no delta, and after an error nothing more
 * is read. Audio is read on: vLLM does, and a client may write before it reads.
 */
final class Connection implements RealtimeSession.Outbox {
  /** The largest message that is read, in bytes. */
  static final int MESSAGE_BYTES_MAX = 16 << 20;

  private static final int QUEUED_BYTES_MAX = 64 << 10;
  private static final int CLOSE_TOO_BIG = 1009;
  private static final int CLOSE_PING_TIMEOUT = 1011;

  private final ServerWebSocket socket;
  private final ConnectionBase transport;
  private boolean pongOwed;

  /** What is sent now answers what was just read. */
  private boolean reading;

  /**
   * Wraps an open socket; nothing is read before {@link #run}.
   *
   * @param transport the connection below it: only there it can be broken without a close frame
   */
  Connection(ServerWebSocket socket, ConnectionBase transport) {
    this.socket = socket;
    this.transport = transport;
    socket.setWriteQueueMaxSize(QUEUED_BYTES_MAX);
  }

  /** Reads from now on, and pings. */
  void run(Vertx vertx, RealtimeSession session, Engine engine, Duration pingInterval) {
    socket.textMessageHandler(text -> read(text, session));
    socket.binaryMessageHandler(_ -> abort());
    socket.drainHandler(
        _ -> {
          socket.resume();
          engine.offer(session);
        });
    socket.pongHandler(_ -> pongOwed = false);
    long pings = vertx.setPeriodic(pingInterval.toMillis(), _ -> ping());
    socket.exceptionHandler(_ -> {}); // A close always follows.
    socket.closeHandler(
        _ -> {
          vertx.cancelTimer(pings);
          session.onClosed();
        });
  }

  private void read(String text, RealtimeSession session) {
    boolean maybeTooBig = text.length() > MESSAGE_BYTES_MAX / 3;
    if (maybeTooBig && ByteBufUtil.utf8Bytes(text) > MESSAGE_BYTES_MAX) {
      close(CLOSE_TOO_BIG, "frame exceeds limit of " + MESSAGE_BYTES_MAX + " bytes");
      return;
    }
    reading = true;
    session.onText(text);
    reading = false;
  }

  private void ping() {
    if (pongOwed) {
      close(CLOSE_PING_TIMEOUT, "keepalive ping timeout");
      return;
    }
    pongOwed = true;
    socket.writePing(Buffer.buffer("ping"));
  }

  @Override
  public void send(String json) {
    if (socket.isClosed()) {
      return;
    }
    socket.writeTextMessage(json);
    if (reading && socket.writeQueueFull()) {
      socket.pause();
    }
  }

  @Override
  public boolean isWritable() {
    return !socket.isClosed() && !socket.writeQueueFull();
  }

  @Override
  public void close(int code, String reason) {
    if (!socket.isClosed()) {
      socket.close((short) code, reason);
    }
  }

  @Override
  public void abort() {
    // From the first handler on: Vert.x's own would send a close frame.
    var _ = transport.channel().pipeline().firstContext().close();
  }
}
