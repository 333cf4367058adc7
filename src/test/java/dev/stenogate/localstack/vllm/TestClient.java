package dev.stenogate.localstack.vllm;

import static org.assertj.core.api.Assertions.fail;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client that a test drives by hand: sends, and takes one event after another. */
final class TestClient implements AutoCloseable {
  private static final int FRAME_BYTES_MAX = 32 << 20;
  private static final long SAFETY_SECONDS = 30;

  private final ClientWebSocket socket;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private TestClient(ClientWebSocket socket) {
    this.socket = socket;
    socket.textMessageHandler(events::add);
    socket.exceptionHandler(_ -> {});
    socket.closeHandler(_ -> events.add(closed(socket)));
  }

  /** No close frame is what browsers call 1006. */
  private static String closed(ClientWebSocket socket) {
    Short code = socket.closeStatusCode();
    return "closed " + (code == null ? "1006" : code + " " + socket.closeReason());
  }

  /** Connects and leaves {@code session.created} to be taken. */
  static TestClient connect(Vertx vertx, int port) {
    WebSocketClientOptions options =
        new WebSocketClientOptions()
            .setMaxFrameSize(FRAME_BYTES_MAX)
            .setMaxMessageSize(FRAME_BYTES_MAX);
    WebSocketConnectOptions where =
        new WebSocketConnectOptions().setHost("localhost").setPort(port).setURI("/v1/realtime");
    ClientWebSocket socket = vertx.createWebSocketClient(options).webSocket();
    TestClient client = new TestClient(socket);
    // From an event loop: elsewhere Vert.x can lose what the server says first.
    Promise<Void> connected = Promise.promise();
    vertx.runOnContext(_ -> socket.connect(where).<Void>mapEmpty().onComplete(connected));
    await(connected.future());
    return client;
  }

  /** Connects, takes {@code session.created} and names the model. */
  static TestClient ready(Vertx vertx, int port) {
    TestClient client = connect(vertx, port);
    client.take();
    client.update();
    return client;
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SAFETY_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e.toString(), e);
    }
  }

  void send(String text) {
    socket.writeTextMessage(text);
  }

  void sendBinary(String text) {
    socket.writeBinaryMessage(Buffer.buffer(text));
  }

  void update() {
    send("{\"type\":\"session.update\",\"model\":\"" + VllmOptions.MODEL + "\"}");
  }

  void commit() {
    send("{\"type\":\"input_audio_buffer.commit\"}");
  }

  void commitFinal() {
    send("{\"type\":\"input_audio_buffer.commit\",\"final\":true}");
  }

  void append(byte[] pcm) {
    String audio = Base64.getEncoder().encodeToString(pcm);
    send("{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + audio + "\"}");
  }

  /** So many samples of silence in one append. */
  void appendSilence(int samples) {
    append(new byte[2 * samples]);
  }

  void stopReading() {
    socket.pause();
  }

  void readOn() {
    socket.resume();
  }

  /** The next event, or {@code closed <code> <reason>}. */
  String take() {
    try {
      String event = events.poll(SAFETY_SECONDS, TimeUnit.SECONDS);
      return event != null ? event : fail("no event came within %s s", SAFETY_SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The texts of so many deltas. */
  List<String> takeDeltas(long count) {
    List<String> deltas = new ArrayList<>();
    while (deltas.size() < count) {
      deltas.add(new JsonObject(take()).getString("delta"));
    }
    return deltas;
  }

  /** The events up to the next {@code transcription.done} or error, with it. */
  List<String> takeUntilDone() {
    List<String> taken = new ArrayList<>();
    do {
      taken.add(take());
    } while (taken.getLast().startsWith("{\"type\":\"transcription.delta\""));
    return taken;
  }

  /** The text of the next {@code transcription.done}. */
  String takeText() {
    return new JsonObject(takeUntilDone().getLast()).getString("text");
  }

  /**
   * True if the server says nothing of its own accord: an event that is refused is answered in
   * order, so the answer comes first if and only if nothing else does.
   */
  boolean isSilent() {
    send("?");
    return take()
        .equals("{\"type\":\"error\",\"error\":\"Invalid JSON\",\"code\":\"invalid_json\"}");
  }

  @Override
  public void close() {
    socket.close();
  }
}
