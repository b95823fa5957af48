package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LakeSizesTest {
  @TempDir private Path folder;

  @Test
  void addsUpVisibleFilesByTheFoldersBeforeTheFirstPartition() throws IOException {
    write("metrics/date=2026-01-31/a.parquet", 10);
    write("metrics/date=2026-02-01/b.parquet", 5);
    write("processed/language=fr/date=2026-01-31/a.parquet", 7);
    write("curated/analytics/2026-01-31/by_country/a.json", 3);
    write("raw/fr/date=2026-01-31/a.parquet", 2);
    write("_staging/tickets/c.pending", 100);
    LakeSizes sizes = new LakeSizes(new LakeFiles(folder.toString(), folder.resolve("copies")));

    sizes.look();

    assertThat(sizes.bytes())
        .containsOnly(
            entry("metrics", 15),
            entry("processed", 7),
            entry("curated/analytics", 3),
            entry("raw/fr", 2));
  }

  @Test
  void ofALakeThatIsNotThereAreNone() throws IOException {
    LakeSizes sizes =
        new LakeSizes(new LakeFiles(folder.resolve("none").toString(), folder.resolve("copies")));

    sizes.look();

    assertThat(sizes.bytes()).isEmpty();
  }

  private static Map.Entry<String, Long> entry(String dataset, long bytes) {
    return Map.entry(dataset, bytes);
  }

  private void write(String file, int bytes) throws IOException {
    Path place = folder.resolve(file);
    Files.createDirectories(place.getParent());
    Files.write(place, new byte[bytes]);
  }
}
