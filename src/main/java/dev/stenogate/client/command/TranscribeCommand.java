package dev.stenogate.client.command;

import dev.stenogate.client.AudioSource;
import dev.stenogate.client.Pace;
import dev.stenogate.client.PcmSource;
import dev.stenogate.client.Reconnect;
import dev.stenogate.client.SniffedSource;
import dev.stenogate.client.TranscriptListener;
import dev.stenogate.client.TranscriptionClient;
import dev.stenogate.client.TranscriptionFailure;
import dev.stenogate.client.TranscriptionOptions;
import dev.stenogate.v1.Completed;
import dev.stenogate.v1.CompletedReason;
import dev.stenogate.v1.PartialResults;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Status;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;

/**
 * {@code stenogate transcribe}: one run over its inputs, one after the other.
 *
 * <p>An input that cannot be read does not keep the others from being transcribed; a failure of the
 * server ends the run. The exit code is that of the first failure.
 */
public final class TranscribeCommand {
  private static final String STANDARD_INPUT = "-";

  /** How long the server may take to say what it can do. */
  private static final Duration CAPABILITIES_DEADLINE = Duration.ofSeconds(10);

  private static final String WORD_OFFSETS = "word_offsets";

  private final Arguments arguments;
  private final Shell shell;
  private final TranscriptionClient client;
  private final Transcript transcript;
  private final Commentary commentary;
  private final Interruption interruption;

  /**
   * Runs the command in this process.
   *
   * @param args what follows {@code transcribe} on the command line
   * @return what the process is to exit with; {@code --help} lists the values
   */
  public static int run(String... args) {
    return run(args, Shell.system());
  }

  static int run(String[] args, Shell shell) {
    var commandLine = Syntax.commandLine();
    Arguments arguments;
    try {
      var line = commandLine.parseArgs(args);
      if (line.isUsageHelpRequested()) {
        commandLine.usage(shell.out());
        shell.out().flush();
        return ExitCode.OK.value();
      }
      arguments = Arguments.of(line, shell.environment());
    } catch (CommandLine.ParameterException | IllegalArgumentException e) {
      shell.err().println("transcribe: " + e.getMessage());
      shell.err().println("Try 'transcribe --help'.");
      shell.err().flush();
      return ExitCode.UNEXPECTED.value();
    }
    try (var client = new TranscriptionClient(arguments.connection())) {
      return new TranscribeCommand(arguments, shell, client).transcribeAll().value();
    } catch (IOException e) {
      shell.err().println("transcribe: --ca: " + e.getMessage());
      shell.err().flush();
      return ExitCode.INPUT.value();
    }
  }

  private TranscribeCommand(Arguments arguments, Shell shell, TranscriptionClient client) {
    this.arguments = arguments;
    this.shell = shell;
    this.client = client;
    var view = View.of(arguments, shell);
    this.transcript = view.transcript();
    this.commentary = view.commentary();
    this.interruption =
        new Interruption(() -> commentary.say("interrupted; waiting for the last words"));
  }

  private ExitCode transcribeAll() {
    var result = ExitCode.OK;
    try (var _ = shell.interrupts().listen(interruption::interrupt)) {
      var start = start();
      for (var input : arguments.inputs()) {
        var ended = transcribe(input, start);
        result = result == ExitCode.OK ? ended : result;
        if (interruption.happened()) {
          return ExitCode.INTERRUPTED;
        }
        if (ended != ExitCode.OK && ended != ExitCode.INPUT) {
          return result;
        }
      }
    } catch (TranscriptionFailure e) {
      commentary.explain(arguments.servers(), e);
      return ExitCode.of(e.code());
    }
    return result;
  }

  /** The session to ask for; subtitles want words where the server has them. */
  private Start start() throws TranscriptionFailure {
    var start = arguments.start().toBuilder();
    if (!View.wantsPartials(arguments, shell.terminal())) {
      start.setPartialResults(PartialResults.PARTIAL_RESULTS_NONE);
    }
    if (arguments.format().isSubtitles()) {
      var features = client.capabilities(Optional.of(CAPABILITIES_DEADLINE)).getFeaturesList();
      start.setWordOffsets(features.contains(WORD_OFFSETS));
    }
    return start.build();
  }

  private ExitCode transcribe(String input, Start start) {
    if (input.equals(STANDARD_INPUT)) {
      // Not closed: a read that waits may hold it, and it is not ours.
      return transcribe(input, start, new SniffedSource(shell.in()), Pace.unpaced());
    }
    try (InputStream file = new BufferedInputStream(Files.newInputStream(Path.of(input)))) {
      var pace = arguments.fast() ? Pace.unpaced() : Pace.realTime(shell.ticker());
      return transcribe(input, start, PcmSource.wav(file), pace);
    } catch (IOException e) {
      commentary.explain(input, e);
    } catch (InvalidPathException e) {
      commentary.say(input + ": " + e.getReason());
    }
    return ExitCode.INPUT;
  }

  private ExitCode transcribe(String input, Start start, AudioSource source, Pace pace) {
    var whole = new AtomicBoolean(true);
    transcript.begin(input);
    var transcription =
        client.transcribe(
            new TranscriptionOptions(start, pace, arguments.deadline()),
            source,
            new TranscriptListener() {
              @Override
              public void onResponse(TranscribeResponse response) {
                if (response.hasQueued() || response.hasStarted()) {
                  interruption.inLine(response.hasQueued());
                }
                whole.compareAndSet(true, !Commentary.isGap(response));
                commentary.accept(input, millis(source), response);
                show(response);
              }

              @Override
              public void onReconnect(Reconnect reconnect) {
                commentary.explain(reconnect);
              }
            });
    interruption.watch(transcription);
    try {
      var completed = transcription.completion().get();
      transcript.end();
      source.remark().ifPresent(remark -> commentary.say(input + ": " + remark));
      return whole.get() && isWhole(input, completed) ? ExitCode.OK : ExitCode.UNEXPECTED;
    } catch (ExecutionException e) {
      transcript.end();
      return explain(input, e.getCause());
    } catch (InterruptedException e) {
      transcription.cancel();
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  private void show(TranscribeResponse response) {
    transcript.accept(response);
    if (shell.out().checkError()) {
      interruption.abandon(); // As under 'head': nobody reads on.
    }
  }

  private boolean isWhole(String input, Completed completed) {
    if (completed.getReason() == CompletedReason.COMPLETED_REASON_DURATION_LIMIT) {
      commentary.say(input + ": cut off, the server's longest session was reached");
      return false;
    }
    return true;
  }

  private ExitCode explain(String input, Throwable cause) {
    return switch (cause) {
      case TranscriptionFailure failure -> {
        if (failure.code() != Status.Code.CANCELLED) { // It is we who cancel.
          commentary.explain(input, failure);
        }
        yield ExitCode.of(failure.code());
      }
      case IOException failure -> {
        commentary.explain(input, failure);
        yield ExitCode.INPUT;
      }
      default -> {
        commentary.say("%s: %s".formatted(input, cause));
        yield ExitCode.UNEXPECTED;
      }
    };
  }

  private static OptionalLong millis(AudioSource source) {
    var length = source.length();
    return length.isPresent()
        ? OptionalLong.of(length.getAsLong() * 1_000 / source.bytesPerSecond())
        : length;
  }
}
