package dev.stenogate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import dev.stenogate.v1.Completed;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TranscriptionClientTest {
  private static final int MESSAGE_BYTES = 2_560;

  private FakeGateway gateway;
  private TranscriptionClient client;

  @BeforeEach
  void open() throws IOException {
    gateway = new FakeGateway();
    client = new TranscriptionClient(Connection.plaintext(gateway.address()));
  }

  @AfterEach
  void close() {
    client.close();
    gateway.close();
  }

  @Test
  void sendsStartThenAllAudioInMessagesOf80MillisThenHalfCloses() throws Exception {
    gateway.onOpen(call -> call.onHalfClose(FakeCall::complete));
    var audio = Wav.ramp(3 * MESSAGE_BYTES + 100);

    var transcription = transcribe(raw(audio), Pace.unpaced());

    assertThat(await(transcription).getUsage().getSegments()).isEqualTo(2);
    var call = gateway.nextCall();
    assertThat(call.start().getAudioFormat().getEncoding()).isEqualTo(Encoding.ENCODING_PCM16);
    assertThat(call.start().getAudioFormat().getSampleRateHz()).isEqualTo(16_000);
    assertThat(call.start().getPool()).isEqualTo("here");
    assertThat(call.messageBytes())
        .containsExactly(MESSAGE_BYTES, MESSAGE_BYTES, MESSAGE_BYTES, 100);
    assertThat(call.audio()).isEqualTo(audio);
  }

  @Test
  void hearsEverythingBeforeTheCompletion() throws Exception {
    var heard = new CopyOnWriteArrayList<TranscribeResponse>();
    gateway.onOpen(
        call ->
            call.onHalfClose(
                c -> {
                  c.send(Responses.started(), Responses.partial(0, " a"));
                  c.send(Responses.finalText(0, " ab", 0, 80));
                  c.complete();
                }));

    await(client.transcribe(options(Pace.unpaced()), raw(new byte[0]), heard::add));

    assertThat(heard)
        .extracting(TranscribeResponse::getResponseCase)
        .containsExactly(
            TranscribeResponse.ResponseCase.STARTED,
            TranscribeResponse.ResponseCase.SEGMENT,
            TranscribeResponse.ResponseCase.SEGMENT,
            TranscribeResponse.ResponseCase.COMPLETED);
  }

  @Test
  void stopsReadingItsSourceWhileTheServerDoesNotRead() throws Exception {
    gateway.onOpen(call -> call.reading(false).onHalfClose(FakeCall::complete));
    var source = new CountingStream(1_000_000);

    var transcription = transcribe(raw(source), Pace.unpaced());
    var call = gateway.nextCall();
    awaitThatTheReaderWaits(source, 32 * 1024);

    assertThat(source.readBytes.get()).isLessThan(FakeGateway.WINDOW_BYTES + 3 * 32 * 1024);
    call.reading(true);
    await(transcription);
    assertThat(source.readBytes.get()).isEqualTo(1_000_000);
  }

  @Test
  void sendsAtThePaceOfSpeechByTheGivenTime() throws Exception {
    var ticker = new ManualTicker();
    gateway.onOpen(call -> call.onHalfClose(FakeCall::complete));
    var transcription = transcribe(raw(new byte[20 * MESSAGE_BYTES]), Pace.realTime(ticker));
    var call = gateway.nextCall();

    assertThat(ticker.awaitSleeper()).isEqualTo(80);
    assertThat(call.awaitMessages(1).messageBytes()).hasSize(1);

    ticker.advanceMillis(30);
    assertThat(ticker.awaitSleeper()).isEqualTo(50);

    ticker.advanceMillis(50);
    call.awaitMessages(2);
    assertThat(ticker.awaitSleeper()).isEqualTo(80);

    ticker.advanceMillis(815); // What is overdue goes out at once, and nothing more.
    call.awaitMessages(12);
    assertThat(ticker.awaitSleeper()).isEqualTo(65);
    assertThat(call.messageBytes()).hasSize(12);

    ticker.advanceMillis(1_000_000);
    await(transcription);
  }

  @Test
  void stopAudioHalfClosesThoughTheSourceStillWaits() throws Exception {
    var source = new SilentStream();
    var transcription = transcribe(raw(source), Pace.unpaced());
    var call = gateway.nextCall();
    call.start();

    transcription.stopAudio();
    call.awaitHalfClose();
    call.complete();

    assertThat(await(transcription)).isNotNull();
    source.release();
  }

  @Test
  void cancelEndsTheCallAtBothSides() throws Exception {
    var transcription = transcribe(raw(new SilentStream()), Pace.unpaced());
    var call = gateway.nextCall();
    call.start();

    transcription.cancel();

    call.awaitCancel();
    assertThat(failure(transcription).code()).isEqualTo(Status.Code.CANCELLED);
  }

  @Test
  void aSourceThatFailsFailsTheTranscriptionWithItsOwnError() throws Exception {
    var transcription = transcribe(raw(new BrokenStream()), Pace.unpaced());

    assertThatThrownBy(() -> await(transcription))
        .hasRootCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("disk on fire");
    gateway.nextCall().awaitCancel();
  }

  @Test
  void aRefusalCarriesEverythingThatTheServerSaid() throws Exception {
    gateway.onOpen(
        call ->
            call.onStart(
                c -> c.fail(Responses.refusal(Code.INVALID_ARGUMENT, "AUDIO_FORMAT_NOT_SERVED"))));

    var failure = failure(transcribe(raw(new byte[10]), Pace.unpaced()));

    assertThat(failure.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(failure.reason()).isEqualTo("AUDIO_FORMAT_NOT_SERVED");
    assertThat(failure).hasMessage("not now");
    assertThat(failure.violations())
        .containsExactly(
            new TranscriptionFailure.Violation("start.pool", "here (expected: there)"));
    assertThat(failure.retryAfter()).hasValue(Duration.ofSeconds(7));
  }

  @Test
  void aServerThatIsNotThereIsUnavailableAndTheMessageSaysWhatHappened() throws Exception {
    gateway.close();

    var failure = failure(transcribe(raw(new byte[10]), Pace.unpaced()));

    assertThat(failure.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("refused");
  }

  @Test
  void anOkWithoutCompletedIsAFailure() throws Exception {
    gateway.onOpen(call -> call.onStart(FakeCall::end));

    var failure = failure(transcribe(raw(new byte[10]), Pace.unpaced()));

    assertThat(failure).hasMessageContaining("without 'completed'");
  }

  @Test
  void theTokenTravelsInTheMetadata() throws Exception {
    var plain = Connection.plaintext(gateway.address());
    try (var named =
        new TranscriptionClient(
            new Connection(plain.addresses(), plain.security(), Optional.of("t0ken")))) {
      named.capabilities(Optional.of(Duration.ofSeconds(10)));
    }

    assertThat(
            gateway
                .nextHeaders()
                .get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("Bearer t0ken");
  }

  private Transcription transcribe(AudioSource source, Pace pace) {
    return client.transcribe(options(pace), source, _ -> {});
  }

  private static TranscriptionOptions options(Pace pace) {
    return new TranscriptionOptions(
        Start.newBuilder().setPool("here").build(), pace, Optional.of(Duration.ofSeconds(30)));
  }

  private static AudioSource raw(byte[] audio) {
    return raw(new ByteArrayInputStream(audio));
  }

  private static AudioSource raw(InputStream audio) {
    return PcmSource.raw(audio);
  }

  private static Completed await(Transcription transcription) throws Exception {
    return transcription.completion().get(20, TimeUnit.SECONDS);
  }

  private static TranscriptionFailure failure(Transcription transcription) throws Exception {
    try {
      throw new AssertionError("ended well: " + await(transcription));
    } catch (ExecutionException e) {
      return (TranscriptionFailure) e.getCause();
    }
  }

  /** No sleep: the reader's own state says when it has come to rest. */
  private static void awaitThatTheReaderWaits(CountingStream source, int bytesMin) {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < deadline) {
      var waits =
          Thread.getAllStackTraces().entrySet().stream()
              .filter(e -> e.getKey().getName().equals("audio-reader"))
              .filter(e -> e.getKey().getState() == Thread.State.WAITING)
              .anyMatch(
                  e ->
                      List.of(e.getValue()).stream()
                          .anyMatch(frame -> frame.getMethodName().equals("awaitDemand")));
      if (waits && source.readBytes.get() >= bytesMin) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("the reader did not wait within 20 s");
  }

  private static final class CountingStream extends InputStream {
    private final AtomicLong readBytes = new AtomicLong();
    private final long bytes;

    CountingStream(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      throw new AssertionError("reads byte by byte");
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      var read = (int) Math.min(length, bytes - readBytes.get());
      readBytes.addAndGet(read);
      return read == 0 ? -1 : read;
    }
  }

  private static final class BrokenStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("disk on fire");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return read();
    }
  }

  /** A microphone that gives nothing, and does not wake up when asked to. */
  private static final class SilentStream extends InputStream {
    private final CountDownLatch released = new CountDownLatch(1);

    void release() {
      released.countDown();
    }

    @Override
    public int read() {
      while (released.getCount() > 0) {
        try {
          released.await();
        } catch (InterruptedException e) {
          // As a read of a terminal or a pipe.
        }
      }
      return -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return read();
    }
  }
}
