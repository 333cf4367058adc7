package dev.stenogate.cluster;

/**
 * What a replica did for a tenant and others do not know of yet.
 *
 * @param starts that it let begin by itself
 * @param audioMillis that it granted by itself, less what came back; may be negative
 * @param day the last of that audio
 * @param dayMillis audio of that day alone
 */
record Owed(long starts, long audioMillis, long day, long dayMillis) {
  static final Owed NOTHING = new Owed(0, 0, -1, 0);

  Owed start() {
    return new Owed(starts + 1, audioMillis, day, dayMillis);
  }

  /** More audio of a day, or less. What was of a day before is not counted by day any more. */
  Owed audio(long moreMillis, long of) {
    long audio = audioMillis + moreMillis;
    if (of < day) {
      return new Owed(starts, audio, day, dayMillis);
    }
    return new Owed(starts, audio, of, of == day ? dayMillis + moreMillis : moreMillis);
  }

  /** Without what was told. */
  Owed minus(Owed told) {
    long ofDay = day == told.day ? dayMillis - told.dayMillis : dayMillis;
    return new Owed(starts - told.starts, audioMillis - told.audioMillis, day, ofDay);
  }

  /** What is not told twice where it is not known whether it was heard: audio that came back. */
  Owed onlyOnce() {
    return new Owed(0, Math.min(0, audioMillis), day, Math.min(0, dayMillis));
  }

  boolean isNothing() {
    return starts == 0 && audioMillis == 0 && dayMillis == 0;
  }
}
