package dev.stenogate.client;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A world that one seed decides: a source, a network that delays and breaks, gateways that drain,
 * refuse and forget, and one {@link Continuation} among them. What holds at every moment is checked
 * after every event.
 */
final class ContinuationSimulation {
  private static final int MESSAGE_BYTES = 8;
  private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);

  private record Happening(long atNanos, long order, Runnable what) {}

  /** The far side of one dial. */
  private static final class Peer {
    private SimulatedGateway gateway;
    private boolean ended;
    private boolean halfClosed;
    private boolean writable;
    private long towardsNanos;
    private long backNanos;
  }

  private final Random chance;
  private final Continuation continuation;
  private final byte[] audio;
  private final long keptBytesMax;
  private final PriorityQueue<Happening> agenda =
      new PriorityQueue<>(
          Comparator.comparingLong(Happening::atNanos).thenComparingLong(Happening::order));
  private final Map<Integer, Peer> peers = new HashMap<>();
  private final StringBuilder transcript = new StringBuilder();
  private long now = 1_000;
  private long order;
  private long wakeNanos = Long.MAX_VALUE;
  private int readBytes;
  private int current = -1;
  private long nextId;
  private int revision = -1;
  private int broken;
  private boolean begun;
  private Optional<Decision> end = Optional.empty();

  ContinuationSimulation(long seed) {
    chance = new Random(seed);
    audio = letters(2_000 + chance.nextInt(6_000));
    var keptAudioMax = Duration.ofSeconds(6);
    keptBytesMax = keptAudioMax.toSeconds() * SimulatedGateway.BYTES_PER_SECOND;
    var defaults = ReconnectLimits.DEFAULT;
    continuation =
        new Continuation(
            new Continuation.Plan(
                Start.getDefaultInstance(),
                SimulatedGateway.BYTES_PER_SECOND,
                MESSAGE_BYTES,
                1 + chance.nextInt(3),
                new ReconnectLimits(
                    defaults.backOffBase(),
                    defaults.backOffMax(),
                    1_000,
                    Duration.ofHours(1),
                    defaults.progressAfter(),
                    keptAudioMax),
                OptionalLong.of(DAY_NANOS)),
            chance,
            now);
  }

  /** Runs to the end. */
  ContinuationSimulation run() {
    tell(new Event.Begun());
    while (end.isEmpty()) {
      var next = agenda.peek();
      if (next != null && next.atNanos() <= wakeNanos) {
        now = agenda.remove().atNanos();
        next.what().run();
      } else if (wakeNanos < Long.MAX_VALUE) {
        now = Math.max(now, wakeNanos);
        tell(new Event.Woken());
      } else {
        throw new AssertionError("nothing will ever happen again");
      }
    }
    return this;
  }

  Decision end() {
    return end.orElseThrow();
  }

  String transcript() {
    return transcript.toString();
  }

  String spoken() {
    return new String(audio, StandardCharsets.ISO_8859_1).replace("\0", "");
  }

  /** How many calls were lost or left. */
  int broken() {
    return broken;
  }

  private void tell(Event event) {
    for (var decision : continuation.on(event, now)) {
      carryOut(decision);
    }
    wakeNanos = continuation.wakeAtNanos().orElse(Long.MAX_VALUE);
    check(continuation.keptBytes() <= keptBytesMax, "more kept than the bound");
    check(end.isPresent() || wakeNanos > now, "wants to be woken in the past");
  }

  private void carryOut(Decision decision) {
    check(end.isEmpty(), "decides after the end");
    switch (decision) {
      case Decision.Dial(var dial, _, var start) -> {
        check(current < 0 || peers.get(current).ended, "dials though a call stands");
        current = dial;
        dial(dial, start);
      }
      case Decision.Send(var dial, var request) -> {
        var peer = live(dial);
        check(peer.writable, "sends more than the call takes");
        peer.writable = false;
        towards(
            peer,
            () -> {
              if (request.hasHeartbeat() || peer.gateway == null) {
                return;
              }
              peer.gateway.hear(request).forEach(r -> answer(dial, r));
              if (chance.nextInt(60) == 0) {
                answer(dial, peer.gateway.goAway(chance.nextInt(4_000)));
                breakLater(dial, TimeUnit.SECONDS.toNanos(4));
              }
            });
        at(delay(20), () -> writable(dial));
        if (chance.nextInt(120) == 0) {
          breakLater(dial, delay(300));
        }
      }
      case Decision.HalfClose(var dial) -> {
        var peer = live(dial);
        peer.halfClosed = true;
        towards(
            peer,
            () -> {
              if (peer.gateway == null) {
                return; // It refused.
              }
              peer.gateway.end().forEach(r -> answer(dial, r));
              back(dial, new Event.Ended(dial, Optional.empty()));
            });
      }
      case Decision.Cancel(var dial) -> {
        check(dial == current, "cancels a dial that was given up");
        breakLater(dial, delay(200));
        current = -1;
        broken++;
      }
      case Decision.Read() -> at(delay(60), this::read);
      case Decision.Deliver(var dial, var response) -> {
        check(dial == current, "delivers what a given-up dial said");
        heard(response);
      }
      case Decision.Skip(_) -> {}
      case Decision.Tell(_, var audioBytes, _) ->
          check(audioBytes <= readBytes, "goes on behind what was read");
      case Decision.Complete _, Decision.Fail _ -> end = Optional.of(decision);
    }
  }

  private void writable(int dial) {
    peers.get(dial).writable = true;
    tell(new Event.Writable(dial));
  }

  private Peer live(int dial) {
    check(dial == current, "uses a dial that was given up");
    check(!peers.get(dial).halfClosed, "sends after the half-close");
    return peers.get(dial);
  }

  private void dial(int dial, Start start) {
    var peer = new Peer();
    peers.put(dial, peer);
    if (begun && chance.nextInt(4) == 0) {
      end(dial, delay(500), refusal());
      return;
    }
    towards(
        peer,
        () -> {
          peer.gateway = new SimulatedGateway(start, chance);
          peer.gateway.begin().forEach(r -> answer(dial, r));
        });
    at(delay(100), () -> writable(dial));
    if (dial > 0 && chance.nextInt(8) == 0) {
      breakLater(dial, delay(400));
    }
  }

  private void read() {
    if (chance.nextInt(50) == 0 && readBytes < audio.length) {
      at(TimeUnit.SECONDS.toNanos(chance.nextInt(60)), this::read);
    } else if (readBytes == audio.length) {
      tell(new Event.SourceEnded());
    } else {
      var bytes = Math.min(MESSAGE_BYTES, audio.length - readBytes);
      var message = ByteString.copyFrom(audio, readBytes, bytes);
      readBytes += bytes;
      tell(new Event.AudioRead(message));
    }
  }

  private void heard(TranscribeResponse response) {
    if (!response.hasSegment()) {
      begun |= response.hasStarted();
      return;
    }
    Segment segment = response.getSegment();
    check(segment.getSegmentId() == nextId, "a segment out of its turn");
    check(segment.getRevision() >= revision, "a revision goes back");
    revision = segment.getRevision();
    if (segment.getIsFinal()) {
      nextId++;
      revision = -1;
      transcript.append(segment.getText());
    }
  }

  private void answer(int dial, TranscribeResponse response) {
    back(dial, new Event.Response(dial, response));
  }

  private void breakLater(int dial, long delayNanos) {
    end(dial, delayNanos, failure());
  }

  private void end(int dial, long delayNanos, TranscriptionFailure failure) {
    at(
        delayNanos,
        () -> {
          var peer = peers.get(dial);
          if (!peer.ended && begun) { // Before, a transcription may fail at once.
            broken += dial == current ? 1 : 0;
            peer.ended = true;
            tell(new Event.Ended(dial, Optional.of(failure)));
          }
        });
  }

  /** What a call says comes in order, and nothing after its end. */
  private void back(int dial, Event event) {
    var peer = peers.get(dial);
    peer.backNanos = Math.max(peer.backNanos, now + delay(150));
    at(
        peer.backNanos - now,
        () -> {
          if (!peer.ended) {
            peer.ended = event instanceof Event.Ended;
            tell(event);
          }
        });
  }

  private void towards(Peer peer, Runnable what) {
    peer.towardsNanos = Math.max(peer.towardsNanos, now + delay(100));
    at(peer.towardsNanos - now, what);
  }

  private void at(long delayNanos, Runnable what) {
    agenda.add(new Happening(now + delayNanos, order++, what));
  }

  private long delay(int millisMax) {
    return TimeUnit.MICROSECONDS.toNanos(chance.nextInt(millisMax * 1_000) + 1);
  }

  private TranscriptionFailure refusal() {
    return TranscriptionFailure.of(
        switch (chance.nextInt(3)) {
          case 0 -> Responses.refusal(Code.RESOURCE_EXHAUSTED, "POOL_FULL");
          case 1 -> Responses.refusal(Code.UNAVAILABLE, "POOL_UNAVAILABLE");
          default -> Status.UNAVAILABLE.asRuntimeException();
        });
  }

  private TranscriptionFailure failure() {
    return TranscriptionFailure.of(
        switch (chance.nextInt(4)) {
          case 0 -> Status.UNAVAILABLE.asRuntimeException();
          case 1 -> Status.INTERNAL.withDescription("RST_STREAM").asRuntimeException();
          case 2 -> Responses.refusal(Code.UNAVAILABLE, "UPSTREAM_LOST");
          default -> Responses.refusal(Code.UNAVAILABLE, "DRAINED");
        });
  }

  private byte[] letters(int count) {
    var letters = new byte[count];
    var silent = false;
    for (var i = 0; i < count; i++) {
      silent ^= chance.nextInt(100) == 0;
      letters[i] = (byte) (silent ? 0 : 'a' + chance.nextInt(26));
    }
    return letters;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
