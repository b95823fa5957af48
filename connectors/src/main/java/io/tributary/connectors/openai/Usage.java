package io.tributary.connectors.openai;

/** The tokens of a call, of which prices and budgets are made. */
record Usage(long input, long output) {
  static final Usage NONE = new Usage(0, 0);

  long total() {
    return input + output;
  }
}
