package dev.stenogate.simulation;

import java.util.List;

/** How links fare in one world: how many of them something befalls, and what. */
final class LinkFates {
  private static final int EARLY_FRAMES = 6;
  private static final int LATE_FRAMES = 120;

  private final double chance;
  private final double doneTwiceChance;
  private final List<LinkFate.Kind> kinds;
  private int left;

  /**
   * @param chance that something befalls a link
   * @param most links that something befalls
   */
  LinkFates(double chance, int most, double doneTwiceChance, List<LinkFate.Kind> kinds) {
    this.chance = chance;
    this.left = most;
    this.doneTwiceChance = doneTwiceChance;
    this.kinds = kinds;
  }

  /**
   * The fate of a new link; null for none. Half of them are early, where a link is being opened.
   */
  LinkFate draw(Dice dice) {
    if (left == 0 || !dice.chance(chance)) {
      return null;
    }
    left--;
    int frame = dice.between(1, dice.chance(0.5) ? EARLY_FRAMES : LATE_FRAMES);
    return new LinkFate(dice.oneOf(kinds), dice.chance(0.5), frame);
  }

  boolean doublesDone(Dice dice) {
    return doneTwiceChance > 0 && dice.chance(doneTwiceChance);
  }
}
