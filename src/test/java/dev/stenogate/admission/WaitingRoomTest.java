package dev.stenogate.admission;

import static dev.stenogate.admission.HandPool.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.HandPool.Call;
import dev.stenogate.tenant.Priority;
import dev.stenogate.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
  private static final Tenant ONE = new Tenant("one", 1);
  private static final Tenant TWO = new Tenant("two", 2);

  @Test
  void whereSlotsAreFreeNobodyWaits() {
    HandPool pool = HandPool.of(2);

    Call first = pool.impatient("first").join();

    assertThat(pool.served).containsExactly(first);
    assertThat(pool.room.waiting(HandPool.NAME)).isZero();
  }

  @Test
  void aTenantWithWeight2GetsTwiceTheSlotsUnderContention() {
    HandPool pool = HandPool.of(0);
    for (int i = 0; i < 40; i++) {
      pool.call("1", ONE, Priority.STANDARD, 30).join();
      pool.call("2", TWO, Priority.STANDARD, 30).join();
    }

    for (int slots = 0; slots < 30; slots++) {
      pool.put("any", 1);
      long two = pool.served.stream().filter(c -> c.claim.tenant().equals(TWO)).count();
      assertThat((double) two).isBetween(pool.served.size() * 2 / 3.0 - 1, (slots + 1) * 0.67 + 1);
    }

    assertThat(pool.served).filteredOn(c -> c.claim.tenant().equals(TWO)).hasSize(20);
  }

  @Test
  void equalTenantsTakeTurnsHoweverHighTheirWeights() {
    HandPool pool = HandPool.of(0);
    for (int i = 0; i < 3; i++) {
      pool.call("a" + i, new Tenant("a", 50), Priority.STANDARD, 30).join();
    }
    for (int i = 0; i < 3; i++) {
      pool.call("b" + i, new Tenant("b", 50), Priority.STANDARD, 30).join();
    }

    pool.put("any", 6);

    assertThat(pool.servedNames()).isEqualTo("a0 b0 a1 b1 a2 b2");
  }

  @Test
  void aCriticalCallIsAdmittedWhileBatchCallsWait() {
    HandPool pool =
        new HandPool(new WaitingLimits(200, 50, 0.1, 0.2)).with("any", 10); // batch may take 7
    List<Call> batch = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      batch.add(pool.call("batch", Tenant.DEFAULT, Priority.BATCH, 30).join());
    }
    assertThat(batch).filteredOn(Call::waits).hasSize(2);

    Call standard = pool.call("standard", Tenant.DEFAULT, Priority.STANDARD, 0).join();
    Call critical = pool.call("critical", Tenant.DEFAULT, Priority.CRITICAL, 0).join();

    assertThat(pool.served).endsWith(standard, critical);
    assertThat(batch).filteredOn(Call::waits).hasSize(2);
  }

  @Test
  void aHigherClassGoesFirstThoughItCameLast() {
    HandPool pool = HandPool.of(0);
    pool.call("batch", Tenant.DEFAULT, Priority.BATCH, 30).join();
    pool.call("standard", Tenant.DEFAULT, Priority.STANDARD, 30).join();
    Call critical = pool.call("critical", Tenant.DEFAULT, Priority.CRITICAL, 30).join();
    assertThat(critical.place().before()).isZero();

    pool.put("any", 3);

    assertThat(pool.servedNames()).isEqualTo("critical standard batch");
  }

  @Test
  void nobodyIsOvertakenByOneWhoWantsTheSame() {
    HandPool pool = HandPool.of(1);
    pool.call("first").join();
    pool.call("waits").join();
    pool.served.getFirst().held = 1;

    pool.put("any", 0);
    Call newcomer = pool.call("newcomer").join();
    pool.put("any", 1);

    assertThat(pool.servedNames()).isEqualTo("first waits");
    assertThat(newcomer.waits()).isTrue();
  }

  @Test
  void aSlotThatCameFreeUnheardIsNotForTheNewcomerWhoFindsIt() {
    HandPool pool = HandPool.of(1);
    pool.serves = false;
    pool.call("waits").join();
    pool.serves = true;
    pool.pass(4);

    Call newcomer = pool.impatient("newcomer").join();

    assertThat(pool.servedNames()).isEqualTo("waits");
    assertThat(newcomer.refusal).isEqualTo(new Refusal.PoolFull(1, 0, 0, 4 * SECOND));
  }

  @Test
  void oneWhoCannotBeServedBlocksNobodyWhoNeedsSomethingElse() {
    HandPool pool = HandPool.of(0).with("german", 1);
    Call any = pool.call("any").join();

    Call german = pool.needing("german", "german").join();

    assertThat(pool.served).containsExactly(german);
    assertThat(any.waits()).isTrue();
  }

  @Test
  void aCallThatWaitsInVainLearnsWhy() {
    HandPool pool = HandPool.of(0).with("any", 0);
    Call before = pool.call("before", Tenant.DEFAULT, Priority.CRITICAL, 60).join();
    Call full = pool.call("full").join();
    pool.pass(29.75, full);
    assertThat(full.waits()).isTrue();
    pool.pass(0.25, full);
    assertThat(full.refusal).isEqualTo(new Refusal.PoolFull(0, 1, 30 * SECOND, 0));

    pool.serves = false;
    pool.pass(30, before);
    assertThat(before.refusal).isEqualTo(new Refusal.NoneServes(60 * SECOND));
  }

  @Test
  void aWaiterThatLeavesGivesItsPlaceAtOnce() {
    HandPool pool = HandPool.of(0);
    Call leaves = pool.call("leaves").join();
    Call next = pool.call("next").join();

    assertThat(pool.room.leave(leaves.ticket)).isTrue();
    assertThat(pool.room.leave(leaves.ticket)).isFalse();

    assertThat(next.place().before()).isZero();
    assertThat(pool.waiting).isEqualTo(1);
    pool.put("any", 1);
    assertThat(pool.served).containsExactly(next);
    assertThat(leaves.answers).isZero();
  }

  @Test
  void aCallThatLeavesWhileItsSlotIsTakenGivesItBackOnce() {
    HandPool pool = HandPool.of(1);
    pool.serves = false;
    Call leaves = pool.call("leaves").join();
    leaves.leavesInBetween = true;
    pool.serves = true;

    pool.put("any", 0);

    assertThat(leaves.given).isEqualTo(1);
    assertThat(leaves.answers).isZero();
    assertThat(pool.free("any")).isEqualTo(1);
  }

  @Test
  void aCallThatThrowsWhenItIsAskedIsOutOfTheLineAndTheOthersAreServed() {
    HandPool pool = HandPool.of(0);
    Call leaves = pool.call("leaves").join();
    Call broken = pool.call("broken").join();
    Call next = pool.needing("next", "german");
    pool.with("german", 0);
    next.join();
    broken.throwsWhenAsked = new IllegalStateException("planned");
    pool.with("german", 1);

    assertThat(pool.room.leave(leaves.ticket)).isTrue(); // Which runs a round for the others.

    assertThat(broken.defect).isSameAs(broken.throwsWhenAsked);
    assertThat(broken.answers).isEqualTo(1);
    assertThat(pool.served).containsExactly(next);
    assertThat(pool.room.waiting(HandPool.NAME)).isZero();
  }

  @Test
  void aCallThatThrowsWhenItIsToldKeepsNoSlotAndTheOthersAreTold() {
    HandPool pool = HandPool.of(0);
    Call broken = pool.call("broken").join();
    broken.throwsWhenTold = new IllegalStateException("planned");
    Call next = pool.call("next").join();
    pool.put("any", 1);
    assertThat(broken.defect).isSameAs(broken.throwsWhenTold);
    assertThat(broken.given).isEqualTo(1);
    assertThat(pool.served).containsExactly(next);

    Call refused = pool.call("refused");
    refused.throwsWhenTold = new IllegalStateException("planned");
    refused.join();
    Call last = pool.call("last").join();
    pool.pass(30, refused, last);
    assertThat(refused.defect).isSameAs(refused.throwsWhenTold);
    assertThat(last.refusal).isInstanceOf(Refusal.PoolFull.class);
  }

  @Test
  void theLineIsBoundedAndSaysSo() {
    HandPool pool = new HandPool(new WaitingLimits(3, 50, 0, 0)).with("any", 0);
    IntStream.range(0, 3).forEach(_ -> pool.call("waits").join());

    Call fourth = pool.call("fourth").join();

    assertThat(fourth.refusal).isEqualTo(new Refusal.LineFull(3, 0));
    assertThat(pool.room.waiting(HandPool.NAME)).isEqualTo(3);
  }

  @Test
  void aFullLineOfBatchCallsMakesRoomForACriticalOne() {
    HandPool pool = new HandPool(new WaitingLimits(2, 50, 0, 0)).with("any", 0);
    Call first = pool.call("first", Tenant.DEFAULT, Priority.BATCH, 30).join();
    Call last = pool.call("last", Tenant.DEFAULT, Priority.BATCH, 30).join();

    Call critical = pool.call("critical", Tenant.DEFAULT, Priority.CRITICAL, 30).join();

    assertThat(last.refusal).isEqualTo(new Refusal.LineFull(2, 0));
    assertThat(first.place().before()).isEqualTo(1);
    assertThat(critical.place().before()).isZero();
  }

  @Test
  void aTenantWithTooManyThatWaitIsRefusedByItsLimitAndOthersAreNot() {
    HandPool pool = new HandPool(new WaitingLimits(200, 2, 0, 0)).with("any", 0);
    IntStream.range(0, 2).forEach(_ -> pool.call("waits", ONE, Priority.STANDARD, 30).join());

    Call third = pool.call("third", ONE, Priority.STANDARD, 30).join();
    Call other = pool.call("other", TWO, Priority.BATCH, 30).join();

    assertThat(third.refusal).isEqualTo(new Refusal.TenantLimit("one", 2, 0));
    assertThat(other.waits()).isTrue();
  }

  @Test
  void aTenantsOwnBatchCallsMakeRoomForItsCriticalOne() {
    HandPool pool = new HandPool(new WaitingLimits(200, 2, 0, 0)).with("any", 0);
    Call others = pool.call("others", TWO, Priority.BATCH, 30).join();
    Call first = pool.call("first", ONE, Priority.BATCH, 30).join();
    Call last = pool.call("last", ONE, Priority.BATCH, 30).join();

    Call critical = pool.call("critical", ONE, Priority.CRITICAL, 30).join();

    assertThat(last.refusal).isEqualTo(new Refusal.TenantLimit("one", 2, 0));
    assertThat(List.of(others, first, critical)).allMatch(Call::waits);
  }

  @Test
  void aBurstOfCallsThatDoNotWaitIsRefusedAsThePoolIsFullAndTakesNobodysPlace() {
    HandPool pool = new HandPool(new WaitingLimits(3, 2, 0, 0)).with("any", 0);
    pool.roomComesSoon = true;
    List<Call> burst = IntStream.range(0, 4).mapToObj(_ -> pool.impatient("burst").join()).toList();
    assertThat(burst).filteredOn(Call::waits).hasSize(3);
    assertThat(burst.getLast().refusal).isEqualTo(new Refusal.PoolFull(0, 3, 0, 0));

    List<Call> patient = IntStream.range(0, 2).mapToObj(_ -> pool.call("waits").join()).toList();
    assertThat(pool.call("third").join().refusal).isInstanceOf(Refusal.TenantLimit.class);
    assertThat(patient).allMatch(Call::waits);

    pool.pass(1, burst.toArray(Call[]::new));
    assertThat(burst).allMatch(c -> c.refusal instanceof Refusal.PoolFull);
  }

  @Test
  void aBoundOnWaitingKeepsNobodyFromAFreeSlot() {
    HandPool pool = new HandPool(new WaitingLimits(0, 0, 0, 0)).with("any", 1);

    Call first = pool.call("first").join();
    Call second = pool.call("second").join();

    assertThat(pool.served).containsExactly(first);
    assertThat(second.refusal).isEqualTo(new Refusal.LineFull(0, 0));
  }

  @Test
  void whoDoesNotWaitIsRefusedAtOnceUnlessSlotsComeSoon() {
    HandPool pool = HandPool.of(0);
    assertThat(pool.impatient("alone").join().refusal).isNotNull();
    pool.roomComesSoon = true;
    Call hopes = pool.impatient("hopes").join();
    Call lucky = pool.impatient("lucky").join();
    assertThat(hopes.waits()).isTrue();

    pool.put("any", 1);
    pool.pass(0.25, hopes, lucky);
    assertThat(pool.served).containsExactly(hopes);
    assertThat(lucky.waits()).isTrue();

    pool.pass(0.75, lucky);
    assertThat(lucky.refusal).isEqualTo(new Refusal.PoolFull(0, 0, 0, SECOND));
  }

  @Test
  void anEstimateIsUnknownBeforeASlotCameFreeAndThenFollowsHowFastTheyDo() {
    HandPool pool = HandPool.of(0);
    List<Call> calls = IntStream.range(0, 12).mapToObj(i -> pool.call("" + i).join()).toList();
    Call last = calls.getLast();
    assertThat(last.place().waitNanos()).isEmpty();

    for (int i = 0; i < 6; i++) {
      pool.pass(2, last);
      pool.put("any", 1);
    }

    assertThat(last.place().before()).isEqualTo(5);
    assertThat(last.place().waitNanos().orElseThrow() / SECOND).isEqualTo(12);
    assertThat(pool.impatient("retry").join().refusal.retryNanos() / SECOND).isEqualTo(14);
  }

  @Test
  void anEstimateGrowsWhenNoSlotComesAndIsNeverZero() {
    HandPool pool = HandPool.of(0);
    Call first = pool.call("first").join();
    Call second = pool.call("second").join();
    Call third = pool.call("third").join();
    pool.pass(0.25, third);
    pool.put("any", 1);

    assertThat(first.waits()).isFalse();
    assertThat(second.place().waitNanos()).hasValue(SECOND);
    pool.pass(10, third);
    assertThat(second.place().waitNanos()).hasValue(10 * SECOND);
    assertThat(third.place().waitNanos()).hasValue(20 * SECOND);
  }

  @Test
  void noEstimateIsLongerThanAMinute() {
    HandPool pool = HandPool.of(0);
    List<Call> calls =
        IntStream.range(0, 50)
            .mapToObj(_ -> pool.call("waits", ONE, Priority.STANDARD, 300).join())
            .toList();
    pool.pass(40);
    pool.put("any", 1);

    assertThat(calls.get(1).place().waitNanos()).hasValue(40 * SECOND);
    assertThat(calls.getLast().place().waitNanos()).hasValue(60 * SECOND);
    assertThat(pool.impatient("retry").join().refusal.retryNanos()).isEqualTo(60 * SECOND);
  }

  @Test
  void whatSlotsDidLongAgoIsForgotten() {
    HandPool pool = HandPool.of(0);
    pool.call("first").join();
    pool.pass(1);
    pool.put("any", 1);
    assertThat(pool.impatient("soon").join().refusal.retryNanos()).isEqualTo(SECOND);

    pool.pass(601);

    assertThat(pool.impatient("late").join().refusal.retryNanos()).isZero();
  }
}
