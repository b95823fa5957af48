package io.tributary.cli.simulate.tweets;

import io.tributary.cli.simulate.Choice;
import io.tributary.cli.simulate.Grammar;
import io.tributary.text.Language;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The hashtags of one language: by Zipf's law, but that now and then, for some minutes, everybody
 * speaks of one. When and of which depends on the time alone.
 */
final class Hashtags {
  private static final int DIFFERENT = 300;
  private static final long BURST_MICROS = 120_000_000L;
  private static final int BURST_OF = 3;
  private static final double SHARE_OF_BURST = 0.4;
  private static final int ODDLY_WRITTEN_OF_100 = 10;

  private final Language language;
  private final long seed;
  private final List<String> all;
  private final Zipf<String> ranked;

  Hashtags(Language language, Grammar grammar, long seed) {
    this.language = language;
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> different = new LinkedHashSet<>();
    for (int i = 0; i < 10 * DIFFERENT && different.size() < DIFFERENT; i++) {
      StringBuilder tag = new StringBuilder();
      grammar.append(tag, "tag", random);
      different.add(tag.toString());
    }
    all = List.copyOf(different);
    ranked = new Zipf<>(all);
  }

  /** Those of one tweet: none to four, without the number sign. */
  List<String> any(long epochMicros, SplittableRandom random) {
    int many = random.nextInt(10) < 2 ? 0 : 1 + random.nextInt(random.nextInt(10) < 7 ? 2 : 4);
    SplittableRandom now =
        new SplittableRandom(seed ^ Math.floorDiv(epochMicros, BURST_MICROS) * 0x9E3779B97F4A7C15L);
    boolean burst = now.nextInt(BURST_OF) == 0;
    String trend = Choice.any(all, now);
    Set<String> tags = new LinkedHashSet<>();
    for (int i = 0; i < many; i++) {
      String tag = burst && random.nextDouble() < SHARE_OF_BURST ? trend : ranked.any(random);
      tags.add(random.nextInt(100) < ODDLY_WRITTEN_OF_100 ? oddly(tag) : tag);
    }
    return new ArrayList<>(tags);
  }

  /** As some write it, meaning the same. */
  private String oddly(String tag) {
    return language == Language.AR
        ? tag.replace('أ', 'ا').replace('إ', 'ا').replace('ة', 'ه')
        : tag.toUpperCase(Locale.ROOT);
  }
}
