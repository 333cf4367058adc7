package dev.stenogate.upstream.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.sagemaker.Opening;
import dev.stenogate.upstream.Signal.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackPressureTest {
  private static final String FRAME = "x".repeat(4_000);

  /** Far above what 64 KiB of window and 16 frames of demand can hold. */
  private static final int FRAMES_MAX = 10_000;

  @Test
  void aStalledWindowStopsTheWriterAndLosesNothing() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      stage.faults().windowStalled(true);
      var line = stage.open();
      line.told().awaitWritable();
      int sent = sendWhileWritable(line);
      line.send("kept though nobody wants it");
      line.told().writable.clear();
      assertThat(line.channel().writable()).isFalse();

      stage.faults().windowStalled(false);
      line.told().awaitWritable();
      assertThat(line.channel().writable()).isTrue();

      var caller = stage.container.caller();
      for (int i = 0; i < sent; i++) {
        assertThat(caller.frame().textData()).startsWith(i + ":");
      }
      assertThat(caller.frame().textData()).isEqualTo("kept though nobody wants it");
    }
  }

  @Test
  void aContainerThatDoesNotReadStopsTheWriter() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start().deaf())) {
      var line = stage.open();
      line.told().awaitWritable();
      int sent = sendWhileWritable(line);
      line.told().writable.clear();
      assertThat(line.channel().writable()).isFalse();

      var caller = stage.container.caller();
      caller.socket().resume();
      line.told().awaitWritable();
      for (int i = 0; i < sent; i++) {
        assertThat(caller.frame().textData()).startsWith(i + ":");
      }
    }
  }

  @Test
  void whatIsKeptHasABound() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      stage.faults().opening(new Opening.Never());
      stage.faults().windowStalled(true);
      var line = stage.open();
      Stage.await("a session", () -> stage.sessions().now() == 1);
      String big = "x".repeat(1 << 20);
      for (int i = 0; i < 32 && !line.told().closed.isDone(); i++) {
        line.send(big);
      }
      assertThat(line.told().ending().reason()).isEqualTo(Reason.LOST);
      Stage.await("no session", () -> stage.sessions().now() == 0);
    }
  }

  @Test
  void aCallerThatIsOnlySlowToBeReadLosesNothing() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.open();
      var caller = stage.container.caller();
      List<String> said = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        said.add(i + ":" + FRAME);
        caller.say(said.getLast());
      }
      for (String frame : said) {
        assertThat(line.told().frame()).isEqualTo(frame);
      }
    }
  }

  /** Sends until the transport has not wanted more for a while; what was sent is numbered. */
  private static int sendWhileWritable(Stage.Line line) throws InterruptedException {
    int sent = 0;
    do {
      while (line.channel().writable()) {
        line.send(sent++ + ":" + FRAME);
        assertThat(sent).isLessThan(FRAMES_MAX);
      }
      // The SDK asks again as long as its own buffers drain: a second without is a stall.
    } while (line.told().writable.poll(1, TimeUnit.SECONDS) != null);
    return sent;
  }
}
