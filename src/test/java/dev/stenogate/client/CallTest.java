package dev.stenogate.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.stub.ClientCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallTest {
  private final List<String> journal = new ArrayList<>();
  private final Call call =
      new Call(
          new Call.Events() {
            @Override
            public void onWritable() {
              journal.add("writable");
            }

            @Override
            public void onResponse(TranscribeResponse response) {
              journal.add("response");
            }

            @Override
            public void onEnd(Optional<TranscriptionFailure> failure) {
              journal.add("end");
            }
          });

  @Test
  void asksForOneResponseAndForTheNextWhenItIsTaken() {
    call.beforeStart(new JournalStream());
    call.onNext(Responses.started());
    call.takeNext();
    call.onNext(Responses.completed());
    call.onCompleted();

    assertThat(journal).containsExactly("request 1", "response", "request 1", "response", "end");
  }

  @Test
  void sendsNothingMoreOnceSendingHasEnded() {
    call.beforeStart(new JournalStream());
    call.send(TranscribeRequest.getDefaultInstance());
    call.halfClose();
    call.halfClose();
    call.send(TranscribeRequest.getDefaultInstance());

    assertThat(journal).containsOnlyOnce("send").containsOnlyOnce("half-close");
  }

  @Test
  void saysThatItTakesMoreAfterEveryMessageThatLeavesRoom() {
    call.beforeStart(new JournalStream());
    call.send(TranscribeRequest.getDefaultInstance());
    call.send(TranscribeRequest.getDefaultInstance());

    assertThat(journal).containsExactly("request 1", "send", "writable", "send", "writable");
  }

  private final class JournalStream extends ClientCallStreamObserver<TranscribeRequest> {
    @Override
    public void disableAutoRequestWithInitial(int count) {
      journal.add("request " + count);
    }

    @Override
    public void request(int count) {
      journal.add("request " + count);
    }

    @Override
    public void onNext(TranscribeRequest request) {
      journal.add("send");
    }

    @Override
    public void onCompleted() {
      journal.add("half-close");
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void cancel(String message, Throwable cause) {}

    @Override
    public void onError(Throwable error) {}
  }
}
