package io.tributary.cli.simulate.invoices;

import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/** Where an invoice can be found: each belongs to one source. */
public enum Source {
  KAFKA("factures-raw", 45),
  FILES("files", 30),
  DATABASE("database", 16),
  API("api", 8),
  /** Documents, of which companies still send some. */
  OCR("ocr", 1);

  private final String place;
  private final int weight;

  Source(String place, int weight) {
    this.place = place;
    this.weight = weight;
  }

  /** The topic, or what stands for it where there is none. */
  String place() {
    return place;
  }

  /** One of them, each by how many invoices it has relative to the others. */
  static Source any(Set<Source> sources, SplittableRandom random) {
    int total = sources.stream().mapToInt(source -> source.weight).sum();
    int left = random.nextInt(total);
    for (Source source : EnumSet.copyOf(sources)) {
      left -= source.weight;
      if (left < 0) {
        return source;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }
}
