package dev.stenogate.upstream.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.Signal.Closed;
import dev.stenogate.upstream.Signal.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RealtimeLinkTest {
  private static final String CREATED = "{\"type\":\"session.created\",\"id\":\"s\",\"created\":1}";
  private static final String EMPTY = "{\"type\":\"transcription.delta\",\"delta\":\"\"}";
  private static final String DONE = "{\"type\":\"transcription.done\",\"text\":\" Hi\"}";
  private static final String FAULT =
      "{\"type\":\"error\",\"error\":\"boom\",\"code\":\"processing_error\"}";
  private static final String COMMIT = "{\"type\":\"input_audio_buffer.commit\"}";
  private static final String FINAL = "{\"type\":\"input_audio_buffer.commit\",\"final\":true}";

  private final FakeChannel channel = new FakeChannel();
  private final List<Signal> signals = new ArrayList<>();
  private final RealtimeLink link = new RealtimeLink("voxtral", signals::add);

  @Test
  void namesTheModelBeforeItIsReady() {
    link.attach(channel);
    assertThat(link.writable()).isFalse();
    says(CREATED);
    assertThat(channel.sent).containsExactly("{\"type\":\"session.update\",\"model\":\"voxtral\"}");
    assertThat(signals).containsExactly(new Signal.Ready());
    assertThat(link.writable()).isTrue();
  }

  @Test
  void carriesUtterancesOneAfterAnother() {
    ready();
    for (int i = 0; i < 3; i++) {
      signals.clear();
      channel.sent.clear();
      link.begin();
      ByteBuffer pcm = ByteBuffer.allocate(4);
      link.append(pcm);
      says(EMPTY);
      says("{\"type\":\"transcription.delta\",\"delta\":\" Hi\"}");
      link.finish();
      says(DONE);
      assertThat(pcm.hasRemaining()).isFalse();
      assertThat(channel.sent)
          .containsExactly(
              COMMIT, "{\"type\":\"input_audio_buffer.append\",\"audio\":\"AAAAAA==\"}", FINAL);
      assertThat(signals)
          .containsExactly(
              Signal.Delta.EMPTY, new Signal.Delta(" Hi"), new Signal.Done(" Hi", 0, 0));
      assertThat(signals.getFirst()).isSameAs(Signal.Delta.EMPTY);
    }
  }

  @Test
  void refusesCallsOutOfOrder() {
    link.attach(channel);
    assertIllegal(link::begin, "begin before Ready");
    says(CREATED);
    assertIllegal(() -> link.append(ByteBuffer.allocate(2)), "append before the first begin");
    assertIllegal(link::finish, "finish before the first begin");
    link.begin();
    assertIllegal(link::begin, "begin in utterance 1, open");
    link.finish();
    assertIllegal(() -> link.append(ByteBuffer.allocate(2)), "append after finish");
    assertIllegal(link::finish, "finish after finish");
    assertIllegal(link::begin, "begin in utterance 1, after finish");
    says(DONE);
    assertThatCode(link::begin).doesNotThrowAnyException();
  }

  @Test
  void doesNothingAfterClose() {
    ready();
    link.begin();
    link.close();
    link.close();
    channel.sent.clear();
    link.begin();
    link.append(ByteBuffer.allocate(2));
    link.finish();
    says(EMPTY);
    link.onWritable();
    assertThat(link.writable()).isFalse();
    assertThat(channel.sent).isEmpty();
    assertThat(channel.closed).isTrue();
    assertThat(signals).containsExactly(new Signal.Ready());
    link.onClosed(Reason.LOST, "the transport's view");
    assertThat(signals.getLast()).isEqualTo(new Closed(Reason.LOCAL, "closed by the gateway"));
  }

  @Test
  void closesAChannelThatComesTooLate() {
    link.close();
    link.attach(channel);
    assertThat(channel.closed).isTrue();
  }

  @Test
  void isClosedOnceAndSaysNothingAfter() {
    ready();
    link.onClosed(Reason.LOST, "x".repeat(500));
    link.onClosed(Reason.ENDED, "again");
    says(EMPTY);
    link.onWritable();
    link.begin();
    link.finish();
    assertThat(signals).hasSize(2);
    assertThat(signals.getLast())
        .isInstanceOfSatisfying(
            Closed.class,
            closed -> {
              assertThat(closed.reason()).isEqualTo(Reason.LOST);
              assertThat(closed.detail()).hasSize(300).endsWith("…");
            });
  }

  @Test
  void isRefusedByAnErrorBeforeItIsReady() {
    link.attach(channel);
    says("{\"type\": \"error\", \"error\": \"vLLM connection failed: 503\"}");
    assertThat(signals)
        .containsExactly(
            new Closed(
                Reason.REFUSED, "error before session.created: vLLM connection failed: 503"));
    assertThat(channel.closed).isTrue();
  }

  @Test
  void isMisconfiguredByAModelThatTheServerDoesNotHave() {
    ready();
    says(
        "{\"type\":\"error\",\"error\":\"The model `nope` does not exist.\","
            + "\"code\":\"model_not_found\"}");
    assertThat(signals.getLast())
        .isEqualTo(
            new Closed(Reason.MISCONFIGURED, "model_not_found: The model `nope` does not exist."));
    assertThat(channel.closed).isTrue();
  }

  @Test
  void swallowsWhatWasUnderWayWhenAnUtteranceFailed() {
    ready();
    link.begin();
    says(FAULT);
    channel.sent.clear();
    ByteBuffer pcm = ByteBuffer.allocate(2);
    link.append(pcm);
    link.finish();
    says(EMPTY);
    says(DONE);
    assertThat(pcm.hasRemaining()).isFalse();
    assertThat(channel.sent).isEmpty();
    assertThat(signals)
        .containsExactly(new Signal.Ready(), new Signal.Fault("processing_error", "boom"));
    link.begin();
    says(EMPTY);
    assertThat(channel.sent).containsExactly(COMMIT);
    assertThat(signals.getLast()).isEqualTo(Signal.Delta.EMPTY);
  }

  @Test
  void staysOpenAfterAnErrorBetweenUtterances() {
    ready();
    says(FAULT);
    assertThat(signals.getLast()).isEqualTo(new Signal.Fault("processing_error", "boom"));
    link.begin();
    assertThat(channel.sent).endsWith(COMMIT);
  }

  @Test
  void refusesADoneThatCannotStandForAllAudio() {
    ready();
    link.begin();
    says(DONE);
    assertThat(signals.getLast())
        .isEqualTo(
            new Closed(
                Reason.PROTOCOL,
                "transcription.done before the final commit (expected: after it)"));
    assertThat(channel.closed).isTrue();
  }

  @Test
  void refusesTextThatBelongsToNoUtterance() {
    ready();
    says(EMPTY);
    assertThat(signals.getLast())
        .isEqualTo(new Closed(Reason.PROTOCOL, "transcription.delta outside of an utterance"));
  }

  @Test
  void refusesFramesThatAreNoEvents() {
    link.attach(channel);
    says("{oops");
    assertThat(signals).hasSize(1);
    assertThat(((Closed) signals.getFirst()).reason()).isEqualTo(Reason.PROTOCOL);
    assertThat(channel.closed).isTrue();
  }

  @Test
  void passesOverEventsThatItDoesNotKnow() {
    ready();
    says("{\"type\":\"session.updated\"}");
    says(CREATED);
    assertThat(signals).containsExactly(new Signal.Ready());
    assertThat(channel.closed).isFalse();
  }

  @Test
  void tellsOfWritabilityOnlyWhileItMatters() {
    link.attach(channel);
    link.onWritable();
    says(CREATED);
    channel.writable = false;
    assertThat(link.writable()).isFalse();
    link.onWritable();
    assertThat(signals).containsExactly(new Signal.Ready(), new Signal.Writable());
  }

  /** The session closes, or feeds on, while the transport fails: no exception, one Closed, last. */
  @Test
  void endsOnceHoweverTheTwoSidesRace() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      List<Signal> heard = new CopyOnWriteArrayList<>();
      RealtimeLink raced = new RealtimeLink("m", heard::add);
      FakeChannel wire = new FakeChannel();
      raced.attach(wire);
      raced.onFrame(CREATED.getBytes(UTF_8));
      raced.begin();
      boolean sessionCloses = random.nextBoolean();
      boolean modelFails = random.nextBoolean();
      CountDownLatch go = new CountDownLatch(1);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread transport =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      go.await();
                      raced.onFrame(EMPTY.getBytes(UTF_8));
                      if (modelFails) {
                        raced.onFrame(FAULT.getBytes(UTF_8));
                      }
                      raced.onClosed(Reason.LOST, "lost");
                      raced.onWritable();
                      raced.onClosed(Reason.ENDED, "again");
                    } catch (Throwable thrown) {
                      failure.set(thrown);
                    }
                  });
      go.countDown();
      raced.append(ByteBuffer.allocate(2));
      raced.finish();
      if (sessionCloses) {
        raced.close();
      }
      assertThat(transport.join(java.time.Duration.ofSeconds(10))).isTrue();
      assertThat(failure.get()).isNull();
      assertThat(heard.stream().filter(Closed.class::isInstance)).hasSize(1);
      assertThat(heard.getLast()).isInstanceOf(Closed.class);
    }
  }

  private void ready() {
    link.attach(channel);
    says(CREATED);
  }

  private void says(String json) {
    link.onFrame(json.getBytes(UTF_8));
  }

  private static void assertIllegal(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("(expected: ");
  }

  private static final class FakeChannel implements FrameChannel {
    final List<String> sent = new CopyOnWriteArrayList<>();
    volatile boolean writable = true;
    volatile boolean closed;

    @Override
    public void send(byte[] utf8) {
      sent.add(new String(utf8, UTF_8));
    }

    @Override
    public boolean writable() {
      return writable;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
