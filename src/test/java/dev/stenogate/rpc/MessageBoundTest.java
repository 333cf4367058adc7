package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageBoundTest {
  private final ServerStreamTracer tracer =
      new MessageBound.Factory(100).newServerStreamTracer("a/b", new Metadata());
  private final List<Long> exceeded = new ArrayList<>();

  @Test
  void aMessageOfExactlyTheBoundIsLetThrough() {
    listen();

    tracer.inboundWireSize(60);
    tracer.inboundWireSize(40);

    assertThat(exceeded).isEmpty();
  }

  @Test
  void aMessageThatGrowsBeyondTheBoundIsToldOnceAndBeforeItIsWhole() {
    listen();

    tracer.inboundWireSize(60);
    tracer.inboundWireSize(41);
    tracer.inboundWireSize(1_000);

    assertThat(exceeded).containsExactly(101L);
  }

  @Test
  void everyMessageIsCountedByItself() {
    listen();

    for (int i = 0; i < 10; i++) {
      tracer.inboundWireSize(100);
      tracer.inboundMessageRead(i, 100, 100);
    }
    assertThat(exceeded).isEmpty();

    tracer.inboundWireSize(101);
    assertThat(exceeded).containsExactly(101L);
  }

  @Test
  void theBoundOfACallIsFoundInItsContextAndNoOther() throws Exception {
    Context call = tracer.filterContext(Context.ROOT);

    assertThat(call.call(MessageBound::current)).isSameAs(tracer);
    assertThat(Context.ROOT.call(MessageBound::current)).isNull();
  }

  private void listen() {
    ((MessageBound) tracer).onExceeded(exceeded::add);
  }
}
