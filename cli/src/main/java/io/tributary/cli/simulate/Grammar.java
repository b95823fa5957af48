package io.tributary.cli.simulate;

import static io.tributary.cli.simulate.Choice.any;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be written in one language, from a file with a phrase a line: {@code word: phrase}. A
 * phrase's {@code {slots}} are filled with phrases of another word, or with something from a pool
 * that was made beforehand.
 */
public final class Grammar {
  private static final Pattern SLOT = Pattern.compile("\\{([a-z-]+)}");

  private final String file;
  private final Map<String, List<Phrase>> phrases = new HashMap<>();
  private final Map<String, List<String>> pools;

  /** Texts and, between each two of them, what is chosen from there. */
  private record Phrase(List<String> texts, List<Slot> slots) {
    void append(StringBuilder to, SplittableRandom random) {
      to.append(texts.get(0));
      for (int i = 0; i < slots.size(); i++) {
        slots.get(i).append(to, random);
        to.append(texts.get(i + 1));
      }
    }
  }

  private sealed interface Slot {
    void append(StringBuilder to, SplittableRandom random);
  }

  private record Pooled(List<String> pool) implements Slot {
    @Override
    public void append(StringBuilder to, SplittableRandom random) {
      to.append(any(pool, random));
    }
  }

  private record Nested(List<Phrase> phrases) implements Slot {
    @Override
    public void append(StringBuilder to, SplittableRandom random) {
      any(phrases, random).append(to, random);
    }
  }

  /**
   * Reads a grammar.
   *
   * @param owner beside which the file lies on the class path
   * @param pools what slots that are no words of the file are filled with
   * @throws IllegalStateException if a slot is neither, or leads back to itself
   */
  public Grammar(Class<?> owner, String file, Map<String, List<String>> pools) {
    this.file = file;
    this.pools = pools;
    Map<String, List<String>> lines = lines(owner, file);
    lines.keySet().forEach(word -> read(word, lines, new HashSet<>()));
  }

  /** Appends a phrase of that word. */
  public void append(StringBuilder to, String word, SplittableRandom random) {
    any(of(word), random).append(to, random);
  }

  private List<Phrase> of(String word) {
    List<Phrase> found = phrases.get(word);
    if (found == null) {
      throw new IllegalStateException("no line of " + file + " begins with '" + word + ":'");
    }
    return found;
  }

  private static Map<String, List<String>> lines(Class<?> owner, String file) {
    Map<String, List<String>> found = new HashMap<>();
    try (InputStream in = owner.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException(file + " is not on the class path");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      lines
          .lines()
          .filter(line -> !line.isEmpty())
          .forEach(
              line -> {
                int colon = line.indexOf(": ");
                found
                    .computeIfAbsent(line.substring(0, colon), word -> new ArrayList<>())
                    .add(line.substring(colon + 2));
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** The phrases of a word, those of the words in their slots being read before. */
  private List<Phrase> read(String word, Map<String, List<String>> lines, Set<String> open) {
    List<Phrase> known = phrases.get(word);
    if (known != null) {
      return known;
    }
    if (!open.add(word)) {
      throw new IllegalStateException(file + ": {" + word + "} leads back to itself");
    }
    List<Phrase> read =
        lines.getOrDefault(word, List.of()).stream()
            .map(line -> phrase(line, lines, open))
            .toList();
    open.remove(word);
    phrases.put(word, read);
    return read;
  }

  private Phrase phrase(String line, Map<String, List<String>> lines, Set<String> open) {
    List<String> texts = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    Matcher slot = SLOT.matcher(line);
    int from = 0;
    while (slot.find()) {
      texts.add(line.substring(from, slot.start()));
      slots.add(slot(slot.group(1), lines, open));
      from = slot.end();
    }
    texts.add(line.substring(from));
    return new Phrase(texts, slots);
  }

  private Slot slot(String word, Map<String, List<String>> lines, Set<String> open) {
    if (lines.containsKey(word)) {
      return new Nested(read(word, lines, open));
    }
    List<String> pool = pools.get(word);
    if (pool == null) {
      throw new IllegalStateException(
          file + ": {" + word + "} is neither a word of it nor one of " + pools.keySet());
    }
    return new Pooled(pool);
  }
}
