package dev.stenogate.simulation;

import dev.stenogate.client.SimulatedClient;
import dev.stenogate.client.TranscriptionFailure;
import dev.stenogate.v1.Completed;
import dev.stenogate.v1.Priority;
import dev.stenogate.v1.Queued;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** One caller: its application, the client's real core, and a wire for each of its calls. */
final class SimulatedCaller implements SimulatedClient.Shell {
  /** How a transcription ended, as its application learned it. */
  sealed interface Ending {
    record Well(Completed completed) implements Ending {}

    record Failed(Throwable why) implements Ending {}
  }

  private final String name;
  private final Manners manners;
  private final List<Replica> replicas;
  private final Timeline timeline;
  private final Dice dice;
  private final Coverage coverage;
  private final Supplier<CallWire.Break> breaks;
  private final HeardText heard;
  private final Microphone microphone;
  private final Flushes flushes;
  private final SimulatedClient client;
  private final long keptBytesMax;

  private CallWire wire;
  private int current = -1;
  private boolean awaitsWritable;
  private int calls;
  private int position; // in the line, as last heard from the present call
  private boolean started;
  private boolean reading = true;
  private long wakeNanos = Long.MAX_VALUE;
  private Ending ending;
  private int endings;

  SimulatedCaller(
      String name,
      Manners manners,
      List<Replica> replicas,
      Timeline timeline,
      Dice dice,
      Coverage coverage,
      Supplier<CallWire.Break> breaks,
      int lackingMax) {
    this.name = name;
    this.manners = manners;
    this.replicas = replicas;
    this.timeline = timeline;
    this.dice = dice;
    this.coverage = coverage;
    this.breaks = breaks;
    this.heard = new HeardText(manners.speech(), manners.isAppendOnly(), lackingMax);
    this.microphone = new Microphone(manners, timeline);
    this.flushes = new Flushes(dice.split(), manners.flushChance());
    this.keptBytesMax =
        SimulatedClient.keptBytesMax(Microphone.BYTES_PER_SECOND, manners.messageBytes());
    this.client =
        new SimulatedClient(
            manners.start(),
            Microphone.BYTES_PER_SECOND,
            manners.messageBytes(),
            replicas.size(),
            dice.split().generator(),
            timeline::nowNanos,
            this);
  }

  void begin() {
    timeline.after(
        manners.beginNanos(),
        () -> {
          client.begin();
          afterwards();
        });
    manners
        .cancelNanos()
        .ifPresent(
            at ->
                timeline.after(
                    at, () -> act(Fault.CALLER_CANCELS, () -> client.abandon(new Cancelled()))));
    manners
        .stopNanos()
        .ifPresent(at -> timeline.after(at, () -> act(Fault.CALLER_STOPS_EARLY, this::stop)));
    manners
        .unreadFromNanos()
        .ifPresent(
            at -> {
              timeline.after(at, () -> act(Fault.CALLER_READS_NOTHING, () -> reading = false));
              timeline.after(at + manners.unreadNanos(), this::readAgain);
            });
  }

  /** Its application gave it up. */
  static final class Cancelled extends Exception {
    private static final long serialVersionUID = 1L;
  }

  String name() {
    return name;
  }

  boolean isOver() {
    return ending != null;
  }

  Ending ending() {
    return ending;
  }

  int calls() {
    return calls;
  }

  /** Whether a gateway ever served it. */
  boolean wasStarted() {
    return started;
  }

  HeardText heard() {
    return heard;
  }

  Manners manners() {
    return manners;
  }

  /** How much audio it gave: all of it, unless it stopped early. */
  long saidBytes() {
    return microphone.readBytes();
  }

  void check() {
    Violation.unless(
        client.keptBytes() <= keptBytesMax,
        "%s keeps %d bytes of audio (expected: at most %d)",
        name,
        client.keptBytes(),
        keptBytesMax);
    Violation.unless(endings <= 1, "%s ended %d times", name, endings);
  }

  private void stop() {
    microphone.stop();
    client.stop();
  }

  private void act(Fault fault, Runnable what) {
    if (!isOver()) {
      coverage.struck(fault);
      timeline.trace(() -> name + ": " + fault);
      what.run();
      afterwards();
    }
  }

  /** After each event of the core: the next time that it wants to be woken. */
  private void afterwards() {
    OptionalLong wake = client.wakeAtNanos();
    long at = wake.orElse(Long.MAX_VALUE);
    if (at < wakeNanos && !isOver()) {
      wakeNanos = at;
      timeline.at(at, this::wake);
    }
    offer();
  }

  private void wake() {
    wakeNanos = Long.MAX_VALUE;
    if (!isOver()) {
      long due = client.wakeAtNanos().orElse(Long.MAX_VALUE);
      if (due <= timeline.nowNanos()) {
        client.woken();
      }
      afterwards();
    }
  }

  /** Says that the call takes a message, once after each that it took. */
  private void offer() {
    if (awaitsWritable && wire != null && wire.isWritable()) {
      awaitsWritable = false;
      int dial = current;
      timeline.after(
          0,
          () -> {
            if (!isOver()) {
              client.writable(dial);
              afterwards();
            }
          });
    }
  }

  // What the core decides.

  @Override
  public void dial(int dial, int address, Start start) {
    calls++;
    current = dial;
    awaitsWritable = true;
    position = Integer.MAX_VALUE;
    flushes.dialled(start);
    Replica replica = replicas.get(address);
    timeline.trace(
        () ->
            "%s dials %s%s"
                .formatted(
                    name,
                    replica.name(),
                    start.hasResume()
                        ? ", resumes at " + start.getResume().getAudioOffset().getSeconds() + " s"
                        : ""));
    CallWire dialled = new CallWire(timeline, dice.split(), coverage, new Side(dial), breaks.get());
    wire = dialled;
    dialled.dial(replica);
    dialled.send(TranscribeRequest.newBuilder().setStart(start).build());
  }

  @Override
  public void send(int dial, TranscribeRequest request) {
    wire.send(request);
    awaitsWritable = true;
    flushes
        .after(request)
        .ifPresent(
            flush -> {
              coverage.struck(Fault.CALLER_FLUSHES);
              wire.send(flush);
            });
  }

  @Override
  public void halfClose(int dial) {
    wire.halfClose();
  }

  @Override
  public void cancel(int dial) {
    wire.cancel();
  }

  @Override
  public void read() {
    microphone.read(
        audio -> {
          if (isOver()) {
            return;
          }
          if (audio.isEmpty()) {
            client.sourceEnded();
          } else {
            client.audioRead(audio);
          }
          afterwards();
        });
  }

  @Override
  public void deliver(TranscribeResponse response) {
    started |= response.hasStarted();
    if (response.hasQueued()) {
      queued(response.getQueued());
    }
    timeline.trace(() -> name + " hears " + Trace.of(response));
    heard.hear(response);
    if (response.hasFlushed()) {
      heard.checkFlushed(flushes.answered(response.getFlushed().getId()));
    }
    if (response.hasNotice()) {
      coverage.took("notice: " + response.getNotice().getCode());
    }
  }

  @Override
  public void next(int dial) {
    if (!reading) {
      return; // Until it reads again.
    }
    CallWire from = wire;
    timeline.after(manners.readNanos(), from::read);
  }

  /** All are of one tenant, so that nobody can come between those of the highest class. */
  private void queued(Queued now) {
    coverage.took("caller: waited");
    boolean first = manners.start().getPriority() == Priority.PRIORITY_CRITICAL;
    Violation.unless(
        !first || now.getPosition() <= position,
        "%s was put back from %d to %d",
        name,
        position,
        now.getPosition());
    position = now.getPosition();
  }

  private void readAgain() {
    reading = true;
    if (!isOver() && wire != null) {
      wire.read();
    }
  }

  @Override
  public void resumes(Optional<TranscriptionFailure> cause, long audioBytes) {
    timeline.trace(
        () ->
            "%s goes on at %.3f s: %s"
                .formatted(
                    name, (double) audioBytes / Microphone.BYTES_PER_SECOND, cause.map(Trace::of)));
    coverage.took(
        "caller resumes: " + cause.map(c -> c.code() + " " + c.reason()).orElse("was asked to go"));
  }

  @Override
  public void complete(Completed completed) {
    endings++;
    ending = new Ending.Well(completed);
    timeline.trace(() -> name + " is served");
  }

  @Override
  public void fail(Throwable why) {
    endings++;
    ending = new Ending.Failed(why);
    timeline.trace(
        () ->
            name
                + " failed: "
                + (why instanceof TranscriptionFailure f ? Trace.of(f) : why.toString()));
  }

  /** The caller's end of one wire. */
  private final class Side implements CallWire.Caller {
    private final int dial;

    Side(int dial) {
      this.dial = dial;
    }

    @Override
    public void onResponse(TranscribeResponse response) {
      client.response(dial, response);
      afterwards();
    }

    @Override
    public void onWritable() {
      if (dial == current) {
        offer();
      }
    }

    @Override
    public void onEnd(Status status, Metadata trailers) {
      timeline.trace(() -> "%s: call %d ended, %s".formatted(name, dial, status.getCode()));
      if (dial == current) {
        awaitsWritable = false;
      }
      Refusals.check(status, trailers);
      client.ended(dial, status, trailers);
      afterwards();
    }
  }
}
