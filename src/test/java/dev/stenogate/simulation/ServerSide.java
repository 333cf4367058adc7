package dev.stenogate.simulation;

import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;

/** What the gateway holds of a call on a {@link CallWire}. */
final class ServerSide extends ServerCallStreamObserver<TranscribeResponse> {
  private final CallWire wire;
  private final CallRules rules = new CallRules();
  private Runnable onReady = () -> {};
  private Runnable onCancel = () -> {};
  private boolean cancelled;

  ServerSide(CallWire wire) {
    this.wire = wire;
  }

  void cancelled() {
    cancelled = true;
    onCancel.run();
  }

  void readyAgain() {
    onReady.run();
  }

  @Override
  public void onNext(TranscribeResponse response) {
    Violation.unless(!cancelled, "a response to a caller that is gone");
    rules.hear(response);
    wire.respond(response);
  }

  @Override
  public void onError(Throwable error) {
    Violation.unless(!cancelled, "a status for a caller that is gone");
    Metadata trailers = Status.trailersFromThrowable(error);
    wire.endByServer(Status.fromThrowable(error), trailers == null ? new Metadata() : trailers);
  }

  @Override
  public void onCompleted() {
    Violation.unless(!cancelled, "an end for a caller that is gone");
    rules.completed();
    wire.endByServer(Status.OK, new Metadata());
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public boolean isReady() {
    return !cancelled && wire.isReady();
  }

  @Override
  public void request(int count) {
    Violation.unless(cancelled || wire.isReady(), "a caller that does not read is asked for more");
    wire.request(count);
  }

  @Override
  public void disableAutoRequest() {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void setOnReadyHandler(Runnable handler) {
    onReady = handler;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    onCancel = handler;
  }

  @Override
  public void setMessageCompression(boolean enable) {}

  @Override
  public void setCompression(String compression) {}
}
