package io.tributary.connectors.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredFileTest {
  private static final int ROWS = 500;
  private static final int MAGIC = 4;
  private static final ParquetReadOptions PLAIN =
      ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

  @TempDir private Path directory;

  private static org.apache.flink.core.fs.Path flink(Path file) {
    return org.apache.flink.core.fs.Path.fromLocalFile(file.toFile());
  }

  private <T> Path write(Columns<T> columns, List<T> rows) throws IOException {
    Path file = directory.resolve("a.parquet");
    org.apache.flink.core.fs.Path path = flink(file);
    LakeFormat.RowFile<T> writing =
        LakeFormat.PARQUET.create(
            path.getFileSystem().create(path, FileSystem.WriteMode.NO_OVERWRITE), columns);
    for (T row : rows) {
      writing.write(row);
    }
    writing.finish();
    return file;
  }

  @Test
  void findsAChangedByteOfAnyPageButInItsHeader() throws Exception {
    Path file =
        write(
            Reading.COLUMNS, IntStream.range(0, ROWS).mapToObj(i -> Reading.of(i, i, i)).toList());
    byte[] whole = Files.readAllBytes(file);
    assertThat(StoredFile.of(whole).damage()).isEmpty();
    assertThat(StoredFile.of(whole).rows()).hasValue(ROWS);

    int pages;
    try (ParquetFileReader reader =
        ParquetFileReader.open(new FlinkInputFile(flink(file)), PLAIN)) {
      pages = (int) reader.getRowGroups().get(0).getCompressedSize();
    }
    int missed = 0;
    for (int i = MAGIC; i < MAGIC + pages; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 0x20;
      missed += StoredFile.of(changed).damage().isEmpty() ? 1 : 0;
    }
    // What a header says for readers that skip pages.
    assertThat(missed).isLessThan(pages / 50);
  }

  @Test
  void findsAFileThatIsCutOffOrEmpty() throws Exception {
    byte[] whole = Files.readAllBytes(write(Reading.COLUMNS, List.of(Reading.of(1, 1, 1))));
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
      StoredFile cut = StoredFile.of(Arrays.copyOf(whole, length));
      assertThat(cut.damage()).as("%d bytes", length).isPresent();
      assertThat(cut.rows()).isEmpty();
    }
  }

  /** Whatever a column may hold. */
  private record All(boolean nothing) {
    static final Columns<All> COLUMNS =
        Columns.<All>of()
            .text("text", row -> Text.of("é"))
            .label("label", row -> "fr")
            .nullWhere(All::nothing)
            .json("json", row -> Text.of("{\"a\": 1}"))
            .texts("texts", row -> row.nothing ? List.of() : List.of("a", "b"))
            .bytes("bytes", row -> row.nothing ? null : "x".getBytes(StandardCharsets.UTF_8))
            .yesOrNo("flag", row -> true)
            .int32("small", row -> -1)
            .nullWhere(All::nothing)
            .int64("large", row -> Long.MIN_VALUE)
            .real("real", row -> 0.1)
            .decimal("price", 18, 4, row -> row.nothing ? null : new BigDecimal("-1.5"))
            .decimal("sum", 28, 4, row -> row.nothing ? null : new BigDecimal("1e20"))
            .date("day", row -> 20_441)
            .timestampMillis("at", row -> 1)
            .timestampMicros("exactly", row -> 1);
  }

  @Test
  void writesTheSameFileAgainFromItsColumnsAndValues() throws Exception {
    Path file = write(All.COLUMNS, List.of(new All(false), new All(true)));
    Columns<Object[]> columns = StoredFile.read(flink(file)).columns().orElseThrow();

    Path again = directory.resolve("again.parquet");
    byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
    StoredFile.write(
        flink(again),
        columns,
        List.of(
            new Object[] {
              "é",
              "fr",
              "{\"a\": 1}",
              List.of("a", "b"),
              bytes,
              true,
              -1L,
              Long.MIN_VALUE,
              0.1,
              new BigDecimal("-1.5"),
              new BigDecimal("1e20"),
              20_441L,
              1L,
              1L
            },
            new Object[] {
              "é",
              null,
              "{\"a\": 1}",
              List.of(),
              null,
              true,
              null,
              Long.MIN_VALUE,
              0.1,
              null,
              null,
              20_441L,
              1L,
              1L
            }));

    try (ParquetFileReader one = ParquetFileReader.open(new FlinkInputFile(flink(file)), PLAIN);
        ParquetFileReader other = ParquetFileReader.open(new FlinkInputFile(flink(again)), PLAIN)) {
      assertThat(other.getFileMetaData().getSchema()).isEqualTo(one.getFileMetaData().getSchema());
    }
    assertThat(RowFilesTest.query("SELECT * FROM '" + again + "'"))
        .isEqualTo(RowFilesTest.query("SELECT * FROM '" + file + "'"));
    assertThat(StoredFile.read(flink(again)).damage()).isEmpty();
  }
}
