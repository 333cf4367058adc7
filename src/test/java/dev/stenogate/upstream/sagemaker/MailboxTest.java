package dev.stenogate.upstream.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.Signal.Reason;
import dev.stenogate.upstream.realtime.FrameListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final List<String> told = new ArrayList<>();

  /** Says what it is told, and answers the first frame from within. */
  private final class Talkative implements FrameListener {
    Mailbox mailbox;

    @Override
    public void onFrame(byte[] utf8) {
      told.add("frame begins");
      if (utf8.length == 0) {
        throw new IllegalStateException("thrown by the listener");
      }
      mailbox.writable();
      told.add("frame ends");
    }

    @Override
    public void onWritable() {
      told.add("writable");
    }

    @Override
    public void onClosed(Signal.Reason reason, String detail) {
      told.add("closed " + detail);
    }

    @Override
    public void onLetGo() {
      told.add("let go");
    }
  }

  private Mailbox mailbox() {
    var listener = new Talkative();
    listener.mailbox = new Mailbox(listener);
    return listener.mailbox;
  }

  @Test
  void newsFromWithinTheListenerWaitForItsReturn() {
    mailbox().frame(new byte[1]);
    assertThat(told).containsExactly("frame begins", "frame ends", "writable");
  }

  @Test
  void onlyTheFirstEndingIsHeardAndNothingAfterItButThatTheFarSideLetGo() {
    Mailbox mailbox = mailbox();
    mailbox.closed(Reason.LOCAL, "first");
    mailbox.closed(Reason.LOST, "second");
    mailbox.frame(new byte[1]);
    mailbox.writable();
    mailbox.letGo();
    assertThat(told).containsExactly("closed first", "let go");
  }

  @Test
  void aListenerThatThrowsStillHearsTheRest() {
    Mailbox mailbox = mailbox();
    mailbox.frame(new byte[0]);
    mailbox.writable();
    assertThat(told).containsExactly("frame begins", "writable");
  }

  @Test
  void manyThreadsAreHeardOneAtATime() throws Exception {
    var recorder = new Recorder();
    var mailbox = new Mailbox(recorder);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 10_000; i++) {
                      mailbox.frame(new byte[] {'x'});
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(recorder.frames).hasSize(40_000);
    assertThat(recorder.brokenRules).hasValue(0);
  }
}
