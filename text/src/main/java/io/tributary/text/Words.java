package io.tributary.text;

import java.util.List;

/**
 * The words of a text.
 *
 * @param tokens how many there are, stop words included
 * @param stems of each that is no stop word its stem, in the order of the text
 */
public record Words(int tokens, List<String> stems) {
  public Words {
    stems = List.copyOf(stems);
  }
}
