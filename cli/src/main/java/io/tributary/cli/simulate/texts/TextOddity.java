package io.tributary.cli.simulate.texts;

import io.tributary.cli.simulate.Oddity;

/** What is odd about a text that is valid all the same. */
enum TextOddity implements Oddity {
  IN_ANOTHER_LANGUAGE
}
