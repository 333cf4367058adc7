package dev.stenogate.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.v1.Completed;
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
            public void onResponse(TranscribeResponse response) {
              journal.add("response taken");
            }

            @Override
            public void onEnd(Optional<TranscriptionFailure> failure, Completed completed) {
              journal.add("end");
            }
          });

  @Test
  void asksForOneResponseAndForTheNextWhenItWasTaken() {
    call.beforeStart(new JournalStream());
    call.onNext(Responses.started());
    call.onNext(Responses.completed());
    call.onCompleted();

    assertThat(journal)
        .containsExactly(
            "request 1", "response taken", "request 1", "response taken", "request 1", "end");
  }

  @Test
  void sendsNothingMoreOnceSendingHasEnded() throws InterruptedException {
    call.beforeStart(new JournalStream());
    call.send(TranscribeRequest.getDefaultInstance());
    call.halfClose();
    call.halfClose();
    call.send(TranscribeRequest.getDefaultInstance());

    assertThat(call.awaitWritable()).isFalse();
    assertThat(journal).containsExactly("request 1", "send", "half-close");
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
