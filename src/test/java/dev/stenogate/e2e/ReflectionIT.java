package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.util.Durations;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.EncodingCapability;
import dev.stenogate.v1.GetCapabilitiesRequest;
import dev.stenogate.v1.GetCapabilitiesResponse;
import dev.stenogate.v1.GetQuotaRequest;
import dev.stenogate.v1.GetQuotaResponse;
import dev.stenogate.v1.Pool;
import dev.stenogate.v1.Priority;
import dev.stenogate.v1.TranscriptionGrpc;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller can find out about a gateway before it transcribes anything. */
class ReflectionIT {
  private static final String SERVICE = "stenogate.v1.Transcription";

  private static GatewayProcess gateway;
  private static Caller caller;

  @BeforeAll
  static void startAll() {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("stenogate.endpoints.gpu-1.sagemaker.region", "eu-west-1");
    config.put("stenogate.endpoints.gpu-1.languages", "en,de");
    config.put("stenogate.endpoints.gpu-2.pool", "batch");
    config.put("stenogate.endpoints.gpu-2.model", "some/model");
    config.put("stenogate.endpoints.gpu-2.vllm.url", "ws://127.0.0.1:9");
    gateway = GatewayProcess.start(List.of(), config);
    caller = Caller.of(gateway);
  }

  @AfterAll
  static void stopAll() {
    caller.close();
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", SERVICE})
  void theServerAndTheServiceAreServing(String service) {
    ServingStatus status =
        HealthGrpc.newBlockingStub(caller.channel())
            .withDeadlineAfter(HandCall.AWAIT_SECONDS, TimeUnit.SECONDS)
            .check(HealthCheckRequest.newBuilder().setService(service).build())
            .getStatus();

    assertThat(status).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void reflectionListsTheServices() throws Exception {
    ServerReflectionResponse response =
        reflect(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(response.getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .contains(SERVICE, "grpc.health.v1.Health");
  }

  @Test
  void reflectionGivesTheFileOfTheService() throws Exception {
    ServerReflectionResponse response =
        reflect(ServerReflectionRequest.newBuilder().setFileContainingSymbol(SERVICE).build());

    List<ByteString> files = response.getFileDescriptorResponse().getFileDescriptorProtoList();
    FileDescriptorProto file = FileDescriptorProto.parseFrom(files.getFirst());
    assertThat(file.getPackage()).isEqualTo("stenogate.v1");
    assertThat(file.getService(0).getMethodList())
        .extracting(MethodDescriptorProto::getName)
        .containsExactly("Transcribe", "GetCapabilities", "GetQuota");
    assertThat(
            file.getMessageTypeList().stream()
                .filter(message -> message.getName().equals("TranscribeRequest"))
                .flatMap(message -> message.getFieldList().stream()))
        .extracting(FieldDescriptorProto::getName)
        .containsExactly("start", "audio", "flush", "heartbeat");
  }

  @Test
  void capabilitiesSayWhatIsServed() {
    GetCapabilitiesResponse capabilities =
        transcription().getCapabilities(GetCapabilitiesRequest.getDefaultInstance());

    assertThat(capabilities.getEncodingsList())
        .containsExactly(
            EncodingCapability.newBuilder()
                .setEncoding(Encoding.ENCODING_PCM16)
                .addSampleRatesHz(16_000)
                .setChannelsMax(1)
                .build());
    assertThat(capabilities.getPoolsList())
        .containsExactly(
            Pool.newBuilder()
                .setName("default")
                .addModels("mistralai/Voxtral-Mini-4B-Realtime-2602")
                .addLanguages("en")
                .addLanguages("de")
                .build(),
            Pool.newBuilder()
                .setName("batch")
                .addModels("some/model")
                .addAllLanguages(
                    List.of(
                        "en", "fr", "es", "de", "ru", "zh", "ja", "it", "pt", "nl", "ar", "hi",
                        "ko"))
                .build());
    assertThat(capabilities.getFeaturesList())
        .containsExactlyInAnyOrder(
            "partials",
            "partials_append_only",
            "word_offsets",
            "speech_events",
            "flush",
            "endpointing",
            "resume",
            "max_wait",
            "priority",
            "redaction");
    assertThat(capabilities.getLimits().getAudioMessageBytesMax()).isEqualTo(256 * 1024);
    assertThat(capabilities.getLimits().getIdleTimeout()).isEqualTo(Durations.fromSeconds(60));
    assertThat(capabilities.getLimits().hasSessionDurationMax()).isFalse();
    assertThat(capabilities.getLimits().getBufferBytesMax()).isPositive();
    assertThat(capabilities.getBuild()).isNotEmpty();
  }

  @Test
  void aTenantWithoutLimitsLearnsThatItHasNone() {
    assertThat(transcription().getQuota(GetQuotaRequest.getDefaultInstance()))
        .isEqualTo(
            GetQuotaResponse.newBuilder()
                .setTenant("default")
                .setAudioToday(Durations.ZERO)
                .setPriorityMax(Priority.PRIORITY_CRITICAL)
                .setEnforced(true)
                .build());
  }

  private static TranscriptionGrpc.TranscriptionBlockingStub transcription() {
    return TranscriptionGrpc.newBlockingStub(caller.channel())
        .withDeadlineAfter(HandCall.AWAIT_SECONDS, TimeUnit.SECONDS);
  }

  private static ServerReflectionResponse reflect(ServerReflectionRequest request)
      throws Exception {
    CompletableFuture<ServerReflectionResponse> first = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(caller.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    first.complete(response);
                  }

                  @Override
                  public void onError(Throwable cause) {
                    first.completeExceptionally(cause);
                  }

                  @Override
                  public void onCompleted() {
                    first.completeExceptionally(new AssertionError("ended without a response"));
                  }
                });
    requests.onNext(request);
    requests.onCompleted();
    return first.get(HandCall.AWAIT_SECONDS, TimeUnit.SECONDS);
  }
}
