package dev.stenogate.rpc;

import dev.stenogate.audio.Pcm;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.EncodingCapability;
import dev.stenogate.v1.GetCapabilitiesRequest;
import dev.stenogate.v1.GetCapabilitiesResponse;
import dev.stenogate.v1.GetQuotaRequest;
import dev.stenogate.v1.GetQuotaResponse;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/**
 * The public API. The story of a call begins here: {@link GrpcClientStream} reads its messages, and
 * {@link dev.stenogate.session.Session} is its life.
 *
 * <p>The grpc-java interface, not Quarkus's Mutiny one: that one reads a call's messages into an
 * unbounded queue.
 */
@GrpcService
public class TranscriptionService implements TranscriptionGrpc.AsyncService, BindableService {
  private final TranscriptionEdge edge;

  TranscriptionService(TranscriptionEdge edge) {
    this.edge = edge;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return Unreadable.asNull(TranscriptionGrpc.bindService(this));
  }

  @Override
  public StreamObserver<TranscribeRequest> transcribe(
      StreamObserver<TranscribeResponse> responses) {
    return new GrpcClientStream(
        (ServerCallStreamObserver<TranscribeResponse>) responses, VertxLoop.current(), edge);
  }

  @Override
  public void getCapabilities(
      GetCapabilitiesRequest request, StreamObserver<GetCapabilitiesResponse> response) {
    GetCapabilitiesResponse capabilities =
        GetCapabilitiesResponse.newBuilder()
            .addEncodings(
                EncodingCapability.newBuilder()
                    .setEncoding(Encoding.ENCODING_PCM16)
                    .addSampleRatesHz(Pcm.SAMPLE_RATE_HZ)
                    .setChannelsMax(1))
            .setLimits(edge.limits(StartReader.DEFAULT_ENDPOINTING, Callers.current().tenant()))
            .addAllPools(
                Pools.of(
                    edge.surroundings().dispatcher().endpoints(),
                    Callers.current().tenant().access()))
            .addAllFeatures(Features.ALL)
            .setBuild(edge.build())
            .build();
    response.onNext(capabilities);
    response.onCompleted();
  }

  @Override
  public void getQuota(GetQuotaRequest request, StreamObserver<GetQuotaResponse> response) {
    Tenant tenant = Callers.current().tenant();
    VertxLoop loop = VertxLoop.current();
    edge.quotas()
        .use(tenant)
        .thenAccept(
            use ->
                loop.execute(
                    () -> {
                      response.onNext(QuotaAnswer.of(tenant, use));
                      response.onCompleted();
                    }));
  }
}
