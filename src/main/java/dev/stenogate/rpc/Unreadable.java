package dev.stenogate.rpc;

import dev.stenogate.session.Ending;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives bytes that are no message to the service as null, so that they get an answer. grpc-java
 * itself ends the call with UNKNOWN and writes a stack trace to the log, at the caller's will.
 */
final class Unreadable {
  private Unreadable() {}

  /** The same service, with null for each request that could not be read. */
  static ServerServiceDefinition asNull(ServerServiceDefinition service) {
    ServiceDescriptor descriptor = service.getServiceDescriptor();
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    ServiceDescriptor.Builder described =
        ServiceDescriptor.newBuilder(descriptor.getName())
            .setSchemaDescriptor(descriptor.getSchemaDescriptor());
    for (MethodDescriptor<?, ?> method : descriptor.getMethods()) {
      ServerMethodDefinition<?, ?> lenient = lenient(service.getMethod(method.getFullMethodName()));
      methods.add(lenient);
      described.addMethod(lenient.getMethodDescriptor());
    }
    ServerServiceDefinition.Builder defined = ServerServiceDefinition.builder(described.build());
    methods.forEach(defined::addMethod);
    return defined.build();
  }

  /** How a call ends that sent such bytes. */
  static Ending ending() {
    return Ending.invalid(
        "MESSAGE_MALFORMED", "request", "bytes that are no protobuf message of this method");
  }

  private static <Q, R> ServerMethodDefinition<Q, R> lenient(ServerMethodDefinition<Q, R> method) {
    MethodDescriptor<Q, R> strict = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        strict.toBuilder(
                new OrNull<>(strict.getRequestMarshaller()), strict.getResponseMarshaller())
            .build(),
        method.getServerCallHandler());
  }

  private record OrNull<T>(MethodDescriptor.Marshaller<T> strict)
      implements MethodDescriptor.Marshaller<T> {
    @Override
    public InputStream stream(T value) {
      return strict.stream(value);
    }

    @Override
    public T parse(InputStream stream) {
      try {
        return strict.parse(stream);
      } catch (StatusRuntimeException e) {
        return null; // The protobuf marshaller's only exception: "Invalid protobuf byte sequence".
      }
    }
  }
}
