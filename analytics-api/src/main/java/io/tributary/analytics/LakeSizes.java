package io.tributary.analytics;

import io.tributary.analytics.LakeFiles.LakeFile;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How large each dataset of the lake is. All files are listed for it, also those that nobody reads
 * here, so it is looked at seldom.
 */
final class LakeSizes {
  /** Such as {@code date=2026-01-31}, {@code language=fr}, {@code 2026-01-31}. */
  private static final Pattern PARTITION = Pattern.compile("\\w+=.*|\\d{4}-\\d{2}-\\d{2}");

  private static final Duration LOCAL = Duration.ofMinutes(1);

  /** Each listing of an object store costs requests. */
  private static final Duration REMOTE = Duration.ofMinutes(15);

  private final LakeFiles lake;
  private volatile Map<String, Long> bytes = Map.of();
  private long lookedNanos;
  private boolean looked;

  LakeSizes(LakeFiles lake) {
    this.lake = lake;
  }

  /** Looks, when it is time. */
  void look() throws IOException {
    long now = System.nanoTime();
    Duration interval = lake.isRemote() ? REMOTE : LOCAL;
    if (looked && now - lookedNanos < interval.toNanos()) {
      return;
    }
    lookedNanos = now;
    looked = true;
    Map<String, Long> sizes = new HashMap<>();
    for (LakeFile file : lake.all()) {
      sizes.merge(dataset(file.path()), file.bytes(), Long::sum);
    }
    bytes = Map.copyOf(sizes);
  }

  /** Bytes by dataset, as of the last look. */
  Map<String, Long> bytes() {
    return bytes;
  }

  /** The folders before the first partition. */
  static String dataset(String path) {
    StringBuilder dataset = new StringBuilder();
    String[] folders = path.split("/", -1);
    for (int i = 0; i < folders.length - 1 && !PARTITION.matcher(folders[i]).matches(); i++) {
      dataset.append(dataset.length() == 0 ? "" : "/").append(folders[i]);
    }
    return dataset.toString();
  }
}
