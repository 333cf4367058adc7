package dev.stenogate.cluster;

import java.util.ArrayList;
import java.util.List;

/** What a replica is told when it compares its rights with those of the others. */
sealed interface Answer {
  /** A later command of the same replica was faster. */
  record Overtaken() implements Answer {}

  /**
   * What the replica has by right.
   *
   * @param recovering whether all replicas say anew what they have, and nobody gets more
   * @param grants one for each endpoint, in the order of the question
   */
  record Granted(boolean recovering, List<Grant> grants) implements Answer {
    public Granted {
      grants = List.copyOf(grants);
    }
  }

  /**
   * One endpoint.
   *
   * @param rights slots that are the replica's
   * @param target what it is to give back is what it has above this
   * @param heldElsewhere slots that the other replicas hold
   */
  record Grant(int rights, int target, int heldElsewhere) {}

  /**
   * Reads the script's numbers.
   *
   * @throws IllegalArgumentException when they are not those of an answer to so many endpoints
   */
  static Answer of(List<Integer> numbers, int endpoints) {
    if (numbers.equals(List.of(0))) {
      return new Overtaken();
    }
    if (numbers.size() != 2 + 3 * endpoints) {
      throw new IllegalArgumentException(
          "%d numbers (expected: %d)".formatted(numbers.size(), 2 + 3 * endpoints));
    }
    List<Grant> grants = new ArrayList<>(endpoints);
    for (int i = 2; i < numbers.size(); i += 3) {
      grants.add(new Grant(numbers.get(i), numbers.get(i + 1), numbers.get(i + 2)));
    }
    return new Granted(numbers.get(1) == 1, grants);
  }
}
