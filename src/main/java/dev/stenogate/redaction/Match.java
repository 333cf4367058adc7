package dev.stenogate.redaction;

/** What a rule recognised, from {@code start} to before {@code end}. */
record Match(int start, int end, Rule rule) {}
