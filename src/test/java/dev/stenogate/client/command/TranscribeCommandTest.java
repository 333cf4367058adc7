package dev.stenogate.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import dev.stenogate.client.FakeCall;
import dev.stenogate.client.FakeGateway;
import dev.stenogate.client.ManualTicker;
import dev.stenogate.client.Responses;
import dev.stenogate.client.Wav;
import dev.stenogate.v1.CompletedReason;
import dev.stenogate.v1.NoticeCode;
import dev.stenogate.v1.PartialResults;
import dev.stenogate.v1.Priority;
import dev.stenogate.v1.Queued;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscribeCommandTest {
  private static final TranscribeResponse QUEUED =
      TranscribeResponse.newBuilder().setQueued(Queued.newBuilder().setPosition(3)).build();

  private static final String ERASE = "\r\u001b[2K";

  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();
  private final List<Runnable> interrupts = new ArrayList<>();
  private InputStream in = InputStream.nullInputStream();
  private OutputStream stdout = out;
  private Terminal terminal = Terminal.NONE;
  private FakeGateway gateway;
  private String wav;

  @BeforeEach
  void open() throws IOException {
    gateway = new FakeGateway().onOpen(call -> call.onHalfClose(TranscribeCommandTest::speak));
    environment.put("STENOGATE_SERVER", gateway.address().toString());
    wav = Files.write(dir.resolve("a.wav"), Wav.speech(5_120)).toString();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  /** Two segments, as a session of 4 s has them. */
  private static void speak(FakeCall call) {
    call.send(
        Responses.started(),
        Responses.partial(0, " Hello"),
        Responses.segment(
            Responses.finalSegment(0, " Hello & \"welcome\".", 240, 1_900)
                .addWords(Responses.word("Hello", 640))
                .addWords(Responses.word("&", 700))
                .addWords(Responses.word("\"welcome\".", 1_280))),
        Responses.progress(4_000, 2_000),
        Responses.finalText(1, " Ça va?", 62_000, 3_723_456));
    call.complete();
  }

  @Test
  void textHasALineForEveryFinal() {
    assertThat(run(wav, "--fast")).isZero();

    assertThat(out()).isEqualTo("Hello & \"welcome\".\nÇa va?\n");
    assertThat(err()).isEmpty();
  }

  @Test
  void severalFilesAreTranscribedOneAfterTheOtherUnderTheirNames() throws IOException {
    var second = Files.write(dir.resolve("b.wav"), Wav.speech(100)).toString();

    assertThat(run(wav, second, "--fast")).isZero();

    var lines = "Hello & \"welcome\".\nÇa va?\n";
    assertThat(out())
        .isEqualTo("==> " + wav + " <==\n" + lines + "==> " + second + " <==\n" + lines);
  }

  @Test
  void jsonHasAnObjectForEveryResponseAndNoToken() {
    assertThat(run("-", "--format", "json")).isZero();

    assertThat(out())
        .isEqualTo(
            """
            {"type":"started","input":"-","session_id":"s-1","endpoint":"gpu-a","model":"voxtral"}
            {"type":"segment","input":"-","segment_id":0,"revision":0,"is_final":false,"text":" Hello","start_seconds":0,"end_seconds":0}
            {"type":"segment","input":"-","segment_id":0,"revision":0,"is_final":true,"text":" Hello & \\"welcome\\".","start_seconds":0.24,"end_seconds":1.9,"words":[{"text":"Hello","end_seconds":0.64},{"text":"&","end_seconds":0.7},{"text":"\\"welcome\\".","end_seconds":1.28}]}
            {"type":"progress","input":"-","received_seconds":4,"transcribed_seconds":2,"final_seconds":0,"lag_seconds":0.12}
            {"type":"segment","input":"-","segment_id":1,"revision":0,"is_final":true,"text":" Ça va?","start_seconds":62,"end_seconds":3723.456}
            {"type":"completed","input":"-","segments":2,"audio_received_seconds":4,"audio_transcribed_seconds":3.5}
            """);
  }

  @Test
  void srtHasNumberedCuesAndEndsThemWithTheirLastWord() {
    gateway.features("word_offsets");

    assertThat(run(wav, "--fast", "--format", "srt")).isZero();

    assertThat(out())
        .isEqualTo(
            """
            1
            00:00:00,240 --> 00:00:01,280
            Hello & "welcome".

            2
            00:01:02,000 --> 01:02:03,456
            Ça va?

            """);
  }

  @Test
  void vttIsEscapedAndHasItsHeader() throws Exception {
    assertThat(run(wav, "--fast", "--format", "vtt")).isZero();

    assertThat(out())
        .isEqualTo(
            """
            WEBVTT

            1
            00:00:00.240 --> 00:00:01.280
            Hello &amp; "welcome".

            2
            00:01:02.000 --> 01:02:03.456
            Ça va?

            """);
    assertThat(gateway.nextCall().start().getWordOffsets())
        .as("asks for words that the server does not have")
        .isFalse();
  }

  @Test
  void subtitlesAskForWordsWhereTheServerHasThem() throws Exception {
    gateway.features("partials", "word_offsets");

    run(wav, "--fast", "--format", "vtt");

    var start = gateway.nextCall().start();
    assertThat(start.getWordOffsets()).isTrue();
    assertThat(start.getPartialResults()).isEqualTo(PartialResults.PARTIAL_RESULTS_NONE);
  }

  @Test
  void aTerminalShowsPartialsWhileTheyLast() {
    terminal = new Terminal(true, true, 40);

    assertThat(run("-")).isZero();

    assertThat(out()).isEqualTo(ERASE + "Hello" + ERASE + "Hello & \"welcome\".\nÇa va?\n");
  }

  @Test
  void aFastFileShowsItsProgressOnTheTerminalOfStandardError() {
    terminal = new Terminal(false, true, 200);

    assertThat(run(wav, "--fast")).isZero();

    assertThat(err()).isEqualTo(ERASE + wav + "  0:02 of 0:00, 100%" + ERASE);
    assertThat(out()).isEqualTo("Hello & \"welcome\".\nÇa va?\n");
  }

  @Test
  void aCallThatWaitsSaysHowManyGoFirstAndHowLongItMayTake() {
    gateway.onOpen(
        call -> {
          call.send(Responses.queued(3, 12_400), Responses.queued(1, 0), Responses.queued(0, 100));
          call.onHalfClose(TranscribeCommandTest::speak);
        });

    assertThat(run("-", "--max-wait", "30s", "--format", "json")).isZero();

    assertThat(err())
        .isEqualTo(
            """
            transcribe: waiting: 3 calls before, about 12 s
            transcribe: waiting: 1 call before
            transcribe: waiting: no call before, about 1 s
            """);
    assertThat(out())
        .startsWith(
            """
            {"type":"queued","input":"-","position":3,"estimated_wait_seconds":12.4}
            {"type":"queued","input":"-","position":1}
            {"type":"queued","input":"-","position":0,"estimated_wait_seconds":0.1}
            """);
  }

  @Test
  void verboseSaysWhichEndpointServedAndHowLateTheTextWas() {
    assertThat(run("-", "--verbose")).isZero();

    assertThat(err())
        .isEqualTo(
            """
            transcribe: served by endpoint gpu-a, model voxtral, session s-1
            transcribe: at 0:04, text is 120 ms late
            transcribe: 2 segments, 0:04 of audio
            """);
  }

  @Test
  void theSessionIsAskedForAsTheOptionsSay() throws Exception {
    environment.put("STENOGATE_TOKEN", "t0ken\n");

    run(
        wav,
        "--fast",
        "--pool",
        "p",
        "--model",
        "m",
        "--language",
        "en",
        "--language",
        "pt-BR",
        "--silence-duration",
        "640ms",
        "--max-segment",
        "0.5m",
        "--label",
        "a=b=c",
        "--max-wait",
        "30s",
        "--priority",
        "critical",
        "--partials",
        "--word-offsets");

    var start = gateway.nextCall().start();
    assertThat(start.getPool()).isEqualTo("p");
    assertThat(start.getModel()).isEqualTo("m");
    assertThat(start.getMaxWait()).isEqualTo(Responses.millis(30_000));
    assertThat(start.getPriority()).isEqualTo(Priority.PRIORITY_CRITICAL);
    assertThat(start.getLanguagesList()).containsExactly("en", "pt-BR");
    assertThat(start.getEndpointing().getSilenceDuration()).isEqualTo(Responses.millis(640));
    assertThat(start.getEndpointing().getMaxSegment()).isEqualTo(Responses.millis(30_000));
    assertThat(start.getLabelsMap()).containsExactly(Map.entry("a", "b=c"));
    assertThat(start.getPartialResults()).isEqualTo(PartialResults.PARTIAL_RESULTS_UNSPECIFIED);
    assertThat(start.getWordOffsets()).isTrue();
    assertThat(
            gateway
                .nextHeaders()
                .get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("Bearer t0ken");
    assertThat(out()).startsWith("~ Hello\n");
    assertThat(out() + err()).doesNotContain("t0ken");
  }

  @Test
  void partialsThatNobodySeesAreNotAskedFor() throws Exception {
    run(wav, "--fast");
    run(wav, "--fast", "--format", "json", "--no-partials");

    for (var i = 0; i < 2; i++) {
      assertThat(gateway.nextCall().start().getPartialResults())
          .isEqualTo(PartialResults.PARTIAL_RESULTS_NONE);
    }
  }

  @Test
  void standardInputIsSentWhileItIsStillBeingWritten() throws Exception {
    var microphone = new PipedOutputStream();
    in = new PipedInputStream(microphone, 100_000);
    var exit = CompletableFuture.supplyAsync(() -> run("-"));
    microphone.write(Wav.ramp(2_560));
    microphone.flush();

    var call = gateway.nextCall().awaitMessages(1);

    assertThat(call.isHalfClosed()).isFalse();
    microphone.write(Wav.ramp(2_562));
    microphone.close();
    assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
    assertThat(call.messageBytes()).containsExactly(2_560, 2_560, 2);
  }

  @Test
  void filesAreSentAtThePaceOfSpeech() throws Exception {
    var ticker = new ManualTicker();
    var exit = CompletableFuture.supplyAsync(() -> run(ticker, wav));

    assertThat(ticker.awaitSleeper()).isEqualTo(80);

    ticker.advanceMillis(80);
    ticker.advanceMillis(80);
    assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void wrongUsageExitsWith1AndSaysWhatWasWrong() {
    assertThat(run()).isEqualTo(1);
    assertThat(run(wav, "--nonsense")).isEqualTo(1);
    assertThat(run(wav, "--format", "docx")).isEqualTo(1);
    assertThat(run(wav, wav, "--format", "srt")).isEqualTo(1);
    assertThat(run("-", "-")).isEqualTo(1);
    assertThat(run(wav, "--deadline", "10")).isEqualTo(1);
    assertThat(run(wav, "--server", "nowhere")).isEqualTo(1);
    assertThat(run(wav, "--label", "=x")).isEqualTo(1);
    assertThat(run(wav, "--priority", "high")).isEqualTo(1);
    assertThat(err())
        .contains("--nonsense")
        .contains("--format: docx (expected: text, json, srt or vtt)")
        .contains("--format srt: 2 files (expected: one)")
        .contains("standard input (-) is named twice")
        .contains("--deadline: 10 (expected: a number with ms, s, m or h)")
        .contains("server: nowhere (expected: host:port")
        .contains("--label: =x (expected: key=value)")
        .contains("--priority: high (expected: batch, standard or critical)");
    assertThat(out()).isEmpty();
  }

  @Test
  void helpNamesEveryExitCode() {
    assertThat(run("--help")).isZero();

    for (var code : ExitCode.values()) {
      assertThat(out()).contains(code.meaning());
    }
  }

  @Test
  void aFileThatCannotBeReadExitsWith2AndTheOthersAreTranscribed() throws IOException {
    var broken = Files.writeString(dir.resolve("b.wav"), "no wave").toString();
    var stereo =
        Files.write(
                dir.resolve("c.wav"),
                new Wav().fmt(1, 2, 44_100, 16).chunk("data", Wav.ramp(4)).build())
            .toString();

    assertThat(
            run(
                dir.resolve("missing.wav").toString(),
                broken,
                stereo,
                dir.toString(),
                wav,
                "--fast"))
        .isEqualTo(2);

    assertThat(err())
        .contains("missing.wav: no such file\n")
        .contains("b.wav: ends before or in its RIFF header\n")
        .contains("c.wav: PCM, 16 bit, 2 channel(s), 44100 Hz (expected: PCM")
        .contains("Is a directory");
    assertThat(out()).contains("Ça va?");
  }

  @Test
  void aBrokenWavOnStandardInputExitsWith2() {
    in = new ByteArrayInputStream(new Wav().fmt(3, 1, 16_000, 32).build());

    assertThat(run("-")).isEqualTo(2);

    assertThat(err()).isEqualTo("transcribe: -: ends before or in its data chunk\n");
  }

  @Test
  void aServerThatIsNotThereExitsWith3AndTheOtherFilesAreNotTried() {
    gateway.close();

    assertThat(run(wav, wav, "--fast")).isEqualTo(3);

    assertThat(err()).containsOnlyOnce("UNAVAILABLE").contains("refused");
  }

  @Test
  void aDeadlineThatPassesExitsWith3() {
    gateway.onOpen(_ -> {});

    assertThat(run(wav, "--fast", "--deadline", "300ms")).isEqualTo(3);

    assertThat(err()).contains("DEADLINE_EXCEEDED");
  }

  @Test
  void aFullPoolExitsWith3AndSaysEverythingThatTheServerSaid() {
    gateway.onOpen(
        call -> call.onStart(c -> c.fail(Responses.refusal(Code.RESOURCE_EXHAUSTED, "POOL_FULL"))));

    assertThat(run("-")).isEqualTo(3);

    assertThat(err())
        .isEqualTo(
            """
            transcribe: -: RESOURCE_EXHAUSTED (POOL_FULL): not now
              start.pool: here (expected: there)
              try again in 7 s
            """);
  }

  @Test
  void anInternalErrorExitsWith1() {
    gateway.onOpen(call -> call.onStart(c -> c.fail(Status.INTERNAL.asRuntimeException())));

    assertThat(run("-")).isEqualTo(1);
  }

  @Test
  void aLostCallIsToldOnceAndEveryFinalIsPrintedOnce() {
    onHalfClose(
        call -> {
          onHalfClose(TranscribeCommandTest::speak); // Begins with the same final again.
          call.send(Responses.started(), Responses.finalText(0, " Hello.", 240, 1_900));
          call.fail(Status.UNAVAILABLE.withDescription("gone").asRuntimeException());
        });

    assertThat(run(wav, "--fast", "--verbose")).isZero();
    assertThat(out()).isEqualTo("Hello.\nÇa va?\n");
    assertThat(err())
        .containsOnlyOnce(
            "transcribe: call lost (UNAVAILABLE: gone); resuming at 0.1 s on " + gateway.address());
  }

  @Test
  void aTranscriptWithAGapIsNotASuccess() {
    gateway.onOpen(
        call ->
            call.onHalfClose(
                c -> {
                  c.send(Responses.notice(NoticeCode.NOTICE_CODE_AUDIO_GAP, "1.0 s to 2.5 s"));
                  c.complete();
                }));

    assertThat(run("-")).isEqualTo(1);
    assertThat(err()).isEqualTo("transcribe: AUDIO_GAP: 1.0 s to 2.5 s\n");
  }

  @Test
  void aTranscriptThatTheServerCutsOffIsNotASuccess() {
    gateway.onOpen(
        call ->
            call.onStart(
                c -> {
                  c.send(Responses.completed(CompletedReason.COMPLETED_REASON_DURATION_LIMIT));
                  c.end();
                }));

    assertThat(run("-")).isEqualTo(1);
    assertThat(err()).contains("longest session");
  }

  @Test
  void theFirstInterruptEndsTheAudioAndWaitsForTheFinals() throws Exception {
    var exit = startOnSilentMicrophone();
    var call = gateway.nextCall();
    call.start();
    interrupts.getFirst().run();

    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(5);
    assertThat(out()).contains("Ça va?");
    assertThat(err()).isEqualTo("transcribe: interrupted; waiting for the last words\n");
  }

  @Test
  void theFirstInterruptLeavesACallThatWaitsForItsSlot() throws Exception {
    gateway.onOpen(call -> call.onStart(c -> c.send(QUEUED)));
    var exit = startOnSilentMicrophone();
    var call = gateway.nextCall();
    call.start();
    while (!err().contains("waiting")) {
      Thread.onSpinWait(); // For what another thread writes.
    }
    interrupts.getFirst().run();

    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(5);
    call.awaitCancel();
    assertThat(err()).doesNotContain("last words");
  }

  @Test
  void theSecondInterruptLeaves() throws Exception {
    gateway.onOpen(_ -> {});
    var exit = startOnSilentMicrophone();
    var call = gateway.nextCall();
    call.start();

    interrupts.getFirst().run();
    call.awaitHalfClose();
    assertThat(exit).isNotDone();
    interrupts.getFirst().run();

    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(5);
    call.awaitCancel();
  }

  @Test
  void nobodyWhoReadsOnEndsTheCall() throws Exception {
    stdout =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    gateway.onOpen(call -> call.onStart(c -> c.send(Responses.finalText(0, " a", 0, 80))));
    var exit = startOnSilentMicrophone();

    assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    gateway.nextCall().awaitCancel();
  }

  @Test
  void anArmThatThisClientDoesNotKnowIsPassedOver() {
    onHalfClose(call -> call.send(TranscribeResponse.getDefaultInstance()).complete());

    assertThat(run("-", "--format", "json", "--verbose")).isZero();
    assertThat(out().lines()).hasSize(1);
  }

  private void onHalfClose(Consumer<FakeCall> action) {
    gateway.onOpen(call -> call.onHalfClose(action));
  }

  private CompletableFuture<Integer> startOnSilentMicrophone() throws IOException {
    in = new PipedInputStream(new PipedOutputStream());
    return CompletableFuture.supplyAsync(() -> run("-"));
  }

  private int run(String... args) {
    return run(new ManualTicker(), args);
  }

  private int run(ManualTicker ticker, String... args) {
    return TranscribeCommand.run(
        args,
        new Shell(
            in,
            new PrintStream(stdout, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            terminal,
            environment,
            ticker,
            onInterrupt -> {
              interrupts.add(onInterrupt);
              return () -> {};
            }));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
