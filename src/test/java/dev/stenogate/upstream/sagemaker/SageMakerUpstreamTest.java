package dev.stenogate.upstream.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.Signal;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SageMakerUpstreamTest {
  @Test
  void anUtteranceGoesThroughSageMaker() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      BlockingQueue<Signal> told = new LinkedBlockingQueue<>();
      Link link =
          stage.transport.upstream(SageMakerTarget.of(Stage.ENDPOINT, "voxtral")).open(told::add);
      var caller = stage.container.caller();
      caller.say("{\"type\":\"session.created\",\"id\":\"sess-1\",\"created\":1}");
      assertThat(caller.frame().textData()).contains("session.update").contains("voxtral");
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new Signal.Ready());

      link.begin();
      link.append(ByteBuffer.allocate(2_560));
      link.finish();
      assertThat(caller.frame().textData()).contains("input_audio_buffer.commit");
      assertThat(caller.frame().textData()).contains("input_audio_buffer.append");
      assertThat(caller.frame().textData()).contains("\"final\":true");
      caller.say("{\"type\":\"transcription.delta\",\"delta\":\" phon\"}");
      caller.say(
          "{\"type\":\"transcription.done\",\"text\":\" phon\",\"usage\":{\"prompt_tokens\":39,"
              + "\"total_tokens\":40,\"completion_tokens\":1,\"prompt_tokens_details\":null}}");
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new Signal.Delta(" phon"));
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new Signal.Done(" phon", 39, 1));

      link.close();
      assertThat(told.poll(10, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              Signal.Closed.class, c -> assertThat(c.reason()).isEqualTo(Signal.Reason.LOCAL));
      caller.awaitGone();
    }
  }
}
