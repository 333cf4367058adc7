package dev.stenogate.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.routing.PartitionedSlots.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionedSlotsTest {
  private static final Ask ASK = Ask.first(new Requirements("p", "", List.of()));

  @Test
  void thePartsOfAllReplicasMakeUpTheCap() {
    for (int replicas = 1; replicas <= 9; replicas++) {
      int all = replicas;
      for (int cap = 1; cap <= 40; cap++) {
        Endpoint endpoint = gpu("gpu-" + cap, cap);
        List<Integer> parts =
            IntStream.range(0, replicas)
                .mapToObj(i -> new Partition(all, i).shareOf(endpoint))
                .toList();

        assertThat(parts.stream().mapToInt(p -> p).sum()).isEqualTo(cap);
        assertThat(parts).isSubsetOf(cap / all, cap / all + 1);
      }
    }
  }

  @Test
  void whatIsLeftOverDoesNotAlwaysGoToTheSame() {
    List<Integer> parts =
        IntStream.range(0, 20)
            .mapToObj(i -> new Partition(3, 0).shareOf(gpu("gpu-" + i, 4)))
            .toList();

    assertThat(parts).contains(1, 2);
  }

  @Test
  void oneThatDoesNotKnowItsNumberHasNoPartInWhatIsLeftOver() {
    assertThat(new Partition(3, -1).shareOf(gpu("gpu", 11))).isEqualTo(3);
  }

  @Test
  void thereIsNoReplicaBehindTheLast() {
    assertThatThrownBy(() -> new Partition(3, 3)).hasMessage("replica 3 of 3 (expected: 0..2)");
  }

  @Test
  void sessionsBeyondAPartThatBecameSmallerHaveToLeave() {
    Dispatcher dispatcher = new Dispatcher(List.of(gpu("gpu", 4)), RandomGenerator::getDefault);
    AtomicReference<Partition> partition = new AtomicReference<>(new Partition(1, 0));
    PartitionedSlots slots = new PartitionedSlots(partition::get, _ -> {});
    slots.start(dispatcher);
    List<Lease> revoked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Lease lease = ((Selection.Reserved) dispatcher.reserve(ASK, 0)).lease();
      lease.onRevoked(() -> revoked.add(lease));
    }

    partition.set(new Partition(2, 0));
    slots.refresh();

    assertThat(revoked).hasSize(2);
    assertThat(dispatcher.reserve(ASK, 0)).isInstanceOf(Selection.Full.class);
  }

  @Test
  void theOthersAreTakenToHoldAsMuchButNoMoreThanTheirParts() {
    Dispatcher dispatcher = new Dispatcher(List.of(gpu("gpu", 10)), RandomGenerator::getDefault);
    AtomicReference<Runnable> second = new AtomicReference<>();
    new PartitionedSlots(() -> new Partition(3, 0), second::set).start(dispatcher);
    int share = dispatcher.holdings().getFirst().allowed();
    dispatcher.reserve(ASK, 0);

    second.get().run();
    assertThat(dispatcher.standings().getFirst().heldByAll()).isEqualTo(3);

    while (dispatcher.reserve(ASK, 0) instanceof Selection.Reserved) {}
    second.get().run();
    assertThat(dispatcher.held("gpu")).isEqualTo(share);
    assertThat(dispatcher.standings().getFirst().heldByAll()).isBetween(9, 10);
  }

  private static Endpoint gpu(String name, int cap) {
    return new Endpoint(name, "p", "m", List.of(), cap, 6);
  }
}
