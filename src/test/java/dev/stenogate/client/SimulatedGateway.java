package dev.stenogate.client;

import dev.stenogate.v1.GoAway;
import dev.stenogate.v1.Progress;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.Started;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One call at a gateway that hears letters: a byte is a letter, or 0 for silence. Its tokens are
 * readable, and it forgets everything else when the call ends.
 */
final class SimulatedGateway {
  static final int BYTES_PER_SECOND = 100;

  private final RandomGenerator chance;
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();
  private final int segmentBytes;
  private long nextId;
  private long receivedBytes;
  private long finalBytes;
  private int revision;

  SimulatedGateway(Start start, RandomGenerator chance) {
    this.chance = chance;
    this.segmentBytes = 20 + chance.nextInt(400);
    if (start.hasResume()) {
      var token = start.getResume().getToken().split(":", 2);
      nextId = Long.parseLong(token[0]);
      finalBytes = Long.parseLong(token[1]);
      receivedBytes = new AudioClock(BYTES_PER_SECOND).bytesAt(start.getResume().getAudioOffset());
    }
  }

  List<TranscribeResponse> begin() {
    var responses = new ArrayList<TranscribeResponse>();
    responses.add(
        TranscribeResponse.newBuilder()
            .setStarted(Started.newBuilder().setSessionId("s").setResumeToken(token()))
            .build());
    if (nextId > 0 && chance.nextInt(4) == 0) {
      responses.add(Responses.finalText(nextId - 1, "said before", 0, 0));
    }
    return responses;
  }

  List<TranscribeResponse> hear(TranscribeRequest request) {
    var responses = new ArrayList<TranscribeResponse>();
    for (var letter : request.getAudio().toByteArray()) {
      if (receivedBytes++ < finalBytes) {
        continue; // Final before the call broke.
      }
      if (open.size() == 0 && letter == 0) {
        finalBytes = receivedBytes;
        continue;
      }
      open.write(letter);
      if (open.size() >= segmentBytes) {
        responses.add(finish());
      }
    }
    if (open.size() > 0 && chance.nextInt(3) == 0) {
      responses.add(segment(false));
    }
    if (chance.nextInt(5) == 0) {
      responses.add(progress());
    }
    if (open.size() > 0 && chance.nextInt(40) == 0) {
      revision++; // An endpoint failed behind the gateway.
    }
    return responses;
  }

  List<TranscribeResponse> end() {
    var responses = new ArrayList<TranscribeResponse>();
    if (open.size() > 0) {
      responses.add(finish());
    }
    responses.add(Responses.completed());
    return responses;
  }

  TranscribeResponse goAway(long leftMillis) {
    return TranscribeResponse.newBuilder()
        .setGoAway(
            GoAway.newBuilder().setTimeLeft(Responses.millis(leftMillis)).setResumeToken(token()))
        .build();
  }

  private TranscribeResponse finish() {
    var response = segment(true);
    open.reset();
    revision = 0;
    return response;
  }

  private TranscribeResponse segment(boolean isFinal) {
    var segment =
        Segment.newBuilder()
            .setSegmentId(nextId)
            .setRevision(revision)
            .setIsFinal(isFinal)
            .setText(open.toString(StandardCharsets.ISO_8859_1).replace("\0", ""))
            .setStartOffset(offset(finalBytes))
            .setEndOffset(offset(Math.max(finalBytes, receivedBytes)));
    if (isFinal) {
      finalBytes = receivedBytes;
      nextId++;
      segment.setResumeToken(token());
    }
    return Responses.segment(segment);
  }

  private TranscribeResponse progress() {
    return TranscribeResponse.newBuilder()
        .setProgress(
            Progress.newBuilder()
                .setReceivedOffset(offset(receivedBytes))
                .setFinalOffset(offset(finalBytes)))
        .build();
  }

  private String token() {
    return nextId + ":" + finalBytes;
  }

  private static com.google.protobuf.Duration offset(long bytes) {
    return new AudioClock(BYTES_PER_SECOND).offsetOf(bytes);
  }
}
