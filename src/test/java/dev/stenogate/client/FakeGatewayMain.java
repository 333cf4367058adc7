package dev.stenogate.client;

import com.google.rpc.Code;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.quarkus.grpc.reflection.service.ReflectionServiceV1;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A gateway for trying clients out: it hears a sentence in every second of audio. Serves reflection
 * as the real one does. Arguments: the port, and anything more to refuse every call.
 */
final class FakeGatewayMain {
  private static final int MESSAGES_PER_SENTENCE = 12;
  private static final long MESSAGE_MILLIS = 80;

  private FakeGatewayMain() {}

  public static void main(String[] args) throws Exception {
    var services = List.of(new TranscriptionGrpc.TranscriptionImplBase() {}.bindService());
    List<BindableService> reflection = List.of(new ReflectionServiceV1(services));
    var port = Integer.parseInt(args[0]);
    try (var gateway =
        new FakeGateway(port, InsecureServerCredentials.create(), reflection)
            .features("partials", "word_offsets")
            .onOpen(args.length > 1 ? FakeGatewayMain::refuse : FakeGatewayMain::serve)) {
      System.out.println("listens on " + gateway.address());
      new CountDownLatch(1).await();
    }
  }

  private static void serve(FakeCall call) {
    call.onStart(c -> c.send(Responses.started()))
        .onAudio(FakeGatewayMain::hear)
        .onHalfClose(FakeCall::complete);
  }

  private static void refuse(FakeCall call) {
    call.onStart(c -> c.fail(Responses.refusal(Code.RESOURCE_EXHAUSTED, "POOL_FULL")));
  }

  private static void hear(FakeCall call) {
    var heard = call.messageBytes().size();
    var id = (heard - 1) / MESSAGES_PER_SENTENCE;
    var beginMillis = id * (MESSAGES_PER_SENTENCE * MESSAGE_MILLIS);
    switch (heard % MESSAGES_PER_SENTENCE) {
      case 0 ->
          call.send(
              Responses.finalText(
                  id, " Sentence " + id + " is over.", beginMillis, heard * MESSAGE_MILLIS),
              Responses.progress(heard * MESSAGE_MILLIS, heard * MESSAGE_MILLIS));
      case 3 -> call.send(Responses.partial(id, " Sentence"));
      case 6 -> call.send(Responses.partial(id, " Sentence " + id));
      case 9 -> call.send(Responses.partial(id, " Sentence " + id + " is"));
      default -> {}
    }
  }
}
