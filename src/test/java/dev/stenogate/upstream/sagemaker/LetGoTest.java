package dev.stenogate.upstream.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.sagemaker.Fault;
import dev.stenogate.localstack.sagemaker.Opening;
import dev.stenogate.localstack.sagemaker.Refusal;
import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.Signal.Reason;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When a call's slot may be given to another: after the container lost its WebSocket. */
class LetGoTest {
  private static final long SETTLE_NANOS = SageMakerChannel.SETTLE_MILLIS * 1_000_000;

  /** A thread of a busy machine may be so late. */
  private static final long LATE_NANOS = 1_500_000_000L;

  @Test
  void aClosedLinkIsLetGoSoonAndAfterItsContainer() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.open();
      var caller = stage.container.caller();
      line.told().awaitWritable();
      long closedNanos = System.nanoTime();
      line.channel().close();
      assertThat(line.told().closed).isDone();
      assertThat(line.told().letGoNanos).isNotDone();

      caller.awaitGone();
      long containerNanos = System.nanoTime() - closedNanos;
      assertThat(lasted(line, closedNanos))
          .isGreaterThanOrEqualTo(SETTLE_NANOS)
          .isLessThan(Link.LET_GO_NANOS_MAX);
      System.out.printf("the container was left after %.1f ms%n", containerNanos / 1e6);
      assertThat(line.told().brokenRules).hasValue(0);
    }
  }

  @Test
  void theRequestIsEndedAndNotReset() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.open();
      stage.container.caller();
      line.told().awaitWritable();
      line.channel().close();
      line.told().letGoNanos.get(10, TimeUnit.SECONDS);
      assertThat(stage.front.connections()).isOne();

      var next = stage.open();
      stage.container.caller();
      next.told().awaitWritable();
      assertThat(stage.front.connections()).as("the connection serves the next").isOne();
    }
  }

  @Test
  void aFrontThatIsMuteIsResetInTheBound() throws Exception {
    aDeafFrontIsResetInTheBound(
        stage -> stage.faults().opening(new Opening.Never()),
        stage -> Stage.await("a session", () -> stage.sessions().now() == 1));
  }

  private static void aDeafFrontIsResetInTheBound(Consumer<Stage> before, Consumer<Stage> after)
      throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      before.accept(stage);
      var line = stage.open();
      after.accept(stage);
      long closedNanos = System.nanoTime();
      line.channel().close();
      assertThat(lasted(line, closedNanos)).isLessThan(Link.LET_GO_NANOS_MAX + LATE_NANOS);
      Stage.await("no session", () -> stage.sessions().now() == 0);
      assertThat(line.told().brokenRules).hasValue(0);
    }
  }

  @Test
  void aLinkThatTakesNothingIsResetInTheBound() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.openStalled();
      long closedNanos = System.nanoTime();
      line.channel().close();
      assertThat(lasted(line, closedNanos))
          .isBetween(Link.LET_GO_NANOS_MAX - 1_000_000, Link.LET_GO_NANOS_MAX + LATE_NANOS);
      Stage.await("no session", () -> stage.sessions().now() == 0);
    }
  }

  @Test
  void aLinkThatSageMakerEndsIsClosedAtOnceAndLetGoAfterwards() throws Exception {
    for (Fault fault :
        new Fault[] {new Fault.Reset(2), new Fault.EndStream(), new Fault.KillTcp()}) {
      try (var stage = Stage.tls(FakeContainer.start())) {
        var line = stage.open();
        var caller = stage.container.caller();
        line.told().awaitWritable();
        stage.faults().strike(fault);
        line.told().ending();
        caller.awaitGone();
        assertThat(line.told().lingeredNanos()).isGreaterThan(SETTLE_NANOS / 2);
        line.channel().close();
        assertThat(line.told().brokenRules).hasValue(0);
      }
    }
  }

  @Test
  void aRefusalOfWhatIsAskedForLeavesNothing() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      stage.faults().opening(new Opening.Refused(Refusal.validation("no")));
      var line = stage.open();
      assertThat(line.told().ending().reason()).isEqualTo(Reason.MISCONFIGURED);
      assertThat(line.told().wasLetGoInOneBreath()).isTrue();
    }
  }

  @Test
  void linksClosedWhileTheyOpenAreAllLetGo() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      for (int i = 0; i < 40; i++) {
        var line = stage.open();
        long until = System.nanoTime() + i * 500_000L;
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        long closedNanos = System.nanoTime();
        line.channel().close();
        assertThat(lasted(line, closedNanos)).isLessThan(Link.LET_GO_NANOS_MAX + LATE_NANOS);
        assertThat(stage.sessions().now()).isZero();
        assertThat(line.told().brokenRules).hasValue(0);
      }
      Stage.await("no link", () -> stage.transport.openLinks() == 0);
    }
  }

  private static long lasted(Stage.Line line, long sinceNanos) throws Exception {
    return line.told().letGoNanos.get(10, TimeUnit.SECONDS) - sinceNanos;
  }
}
