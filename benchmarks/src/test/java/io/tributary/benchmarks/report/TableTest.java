package io.tributary.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableTest {
  private final Table table =
      new Table(List.of("what", "s"), List.of(List.of("job", "12.50"), List.of("a poll", "1.00")));

  @Test
  void alignsNamesToTheLeftAndFiguresToTheRight() {
    assertThat(table.aligned())
        .isEqualTo(
            """
            what        s
            job     12.50
            a poll   1.00
            """);
  }

  @Test
  void writesOneLineARowWhateverIsInACell(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("t.tsv");
    new Table(List.of("a", "b"), List.of(List.of("x\ty", "two\nlines"))).writeTsv(file);
    assertThat(file).hasContent("a\tb\nx y\ttwo lines");
  }

  @Test
  void saysThatThereIsNoFigure() {
    assertThat(Table.figure(Double.NaN, 2)).isEqualTo("-");
    assertThat(Table.figure(1.0 / 0, 2)).isEqualTo("-");
    assertThat(Table.figure(1234.567, 1)).isEqualTo("1234.6");
  }

  @Test
  void refusesARowOfAnotherLength() {
    List<List<String>> rows = List.of(List.of("alone"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Table(List.of("a", "b"), rows));
  }
}
