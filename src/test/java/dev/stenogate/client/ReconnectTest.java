package dev.stenogate.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.v1.GoAway;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that break, over real connections. */
class ReconnectTest {
  private static final int MESSAGE_BYTES = 2_560;

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final byte[] audio = Wav.ramp(50 * MESSAGE_BYTES);
  private FakeGateway gateway;
  private FakeGateway other;
  private volatile FakeGateway mortal;

  @BeforeEach
  void open() throws IOException {
    gateway = new FakeGateway();
    other = new FakeGateway();
  }

  @AfterEach
  void close() {
    gateway.close();
    other.close();
  }

  @Test
  void aCallThatBreaksGoesOnWithTheNewestTokenAndTheAudioBehindIt() throws Exception {
    try (var client = new TranscriptionClient(Connection.plaintext(gateway.address()))) {
      var transcription = transcribe(client);
      var first = gateway.nextCall().awaitMessages(20);
      first.send(Responses.started(), Responses.finalText(0, " one", 0, 800));
      awaitHeard(1);
      first.fail(Status.UNAVAILABLE.asRuntimeException());
      var second = gateway.nextCall();
      second.awaitHalfClose();
      second.send(
          Responses.started(),
          Responses.finalText(0, " one", 0, 800),
          Responses.finalText(1, " two", 800, 4_000));
      second.complete();

      transcription.completion().get(20, TimeUnit.SECONDS);
      assertThat(heard).containsExactly(" one", "reconnect at 800", " two");
      assertThat(second.start().getResume().getToken()).isEqualTo("secret-token");
      assertThat(second.start().getResume().getAudioOffset()).isEqualTo(Responses.millis(800));
      assertThat(second.audio())
          .isEqualTo(Arrays.copyOfRange(audio, 10 * MESSAGE_BYTES, audio.length));
    }
  }

  @Test
  void aServerThatDiesIsReplacedByTheOther() throws Exception {
    gateway.onOpen(call -> beFirst(call, other));
    other.onOpen(call -> beFirst(call, gateway));
    try (var client =
        new TranscriptionClient(Connection.plaintext(gateway.address(), other.address()))) {
      var transcription = transcribe(client);
      awaitHeard(1);
      mortal.close();

      transcription.completion().get(20, TimeUnit.SECONDS);
      assertThat(heard).containsExactly(" one", "reconnect at 800", " two");
    }
  }

  /** Whoever is dialled first never ends its call by itself; the other does. */
  private void beFirst(FakeCall call, FakeGateway heir) {
    mortal = heir == other ? gateway : other;
    heir.onOpen(
        next ->
            next.onHalfClose(
                c ->
                    c.send(Responses.started(), Responses.finalText(1, " two", 800, 4_000))
                        .complete()));
    call.onHalfClose(
        c -> {
          c.send(Responses.started(), Responses.finalText(0, " one", 0, 800));
          c.send(Responses.partial(1, " tw"));
        });
  }

  @Test
  void aServerThatGoesIsLeftByANewConnectionThoughTheOldOneStands() throws Exception {
    try (var client = new TranscriptionClient(Connection.plaintext(gateway.address()))) {
      var transcription = transcribe(client);
      var first = gateway.nextCall();
      first.send(Responses.started());
      first.send(
          TranscribeResponse.newBuilder()
              .setGoAway(
                  GoAway.newBuilder().setTimeLeft(Responses.millis(0)).setResumeToken("newer"))
              .build());
      first.fail(Status.UNAVAILABLE.asRuntimeException()); // The connection stands.
      var second = gateway.nextCall();
      second.awaitHalfClose();
      second.complete();

      transcription.completion().get(20, TimeUnit.SECONDS);
      assertThat(second.start().getResume().getToken()).isEqualTo("newer");
      assertThat(second.audio()).isEqualTo(audio);
      assertThat(gateway.connections()).isEqualTo(2);
    }
  }

  @Test
  void anAddressWhereNobodyListensIsPassedOver() throws Exception {
    var nobody = gateway.address();
    gateway.close();
    other.onOpen(call -> call.onHalfClose(FakeCall::complete));
    try (var client = new TranscriptionClient(Connection.plaintext(nobody, other.address()))) {
      for (var i = 0; i < 8; i++) { // From a random one of the two.
        transcribe(client).completion().get(20, TimeUnit.SECONDS);
      }
      assertThat(client.capabilities(Optional.empty()).getBuild()).isEqualTo("fake");
    }
  }

  private void awaitHeard(int count) {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (heard.size() < count) {
      assertThat(System.nanoTime()).as("heard in time: %s", heard).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private Transcription transcribe(TranscriptionClient client) {
    return client.transcribe(
        new TranscriptionOptions(Start.getDefaultInstance(), Pace.unpaced(), Optional.empty()),
        PcmSource.raw(new ByteArrayInputStream(audio)),
        new TranscriptListener() {
          @Override
          public void onResponse(TranscribeResponse response) {
            if (response.hasSegment() && response.getSegment().getIsFinal()) {
              heard.add(response.getSegment().getText());
            }
          }

          @Override
          public void onReconnect(Reconnect reconnect) {
            heard.add("reconnect at " + reconnect.audioOffset().toMillis());
          }
        });
  }
}
