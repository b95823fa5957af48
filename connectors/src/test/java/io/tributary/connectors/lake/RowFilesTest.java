package io.tributary.connectors.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowFilesTest {
  private static final long AT = 1_766_154_225_000L;

  @TempDir Path directory;

  private static FSDataOutputStream create(Path file) throws IOException {
    return LocalFileSystem.getSharedInstance()
        .create(flink(file), FileSystem.WriteMode.NO_OVERWRITE);
  }

  private static org.apache.flink.core.fs.Path flink(Path file) {
    return org.apache.flink.core.fs.Path.fromLocalFile(file.toFile());
  }

  private Path write(LakeFormat format, String name, List<Reading> rows) throws IOException {
    Path file = directory.resolve(name);
    LakeFormat.RowFile<Reading> writing = format.create(create(file), Reading.COLUMNS);
    for (Reading row : rows) {
      writing.write(row);
    }
    assertThat(writing.size()).isPositive();
    writing.finish();
    return file;
  }

  static List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("set TimeZone = 'UTC'");
      try (ResultSet result = statement.executeQuery(sql)) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          StringBuilder row = new StringBuilder();
          for (int i = 1; i <= columns; i++) {
            row.append(i > 1 ? "|" : "").append(result.getString(i));
          }
          rows.add(row.toString());
        }
      }
    }
    return rows;
  }

  private static List<Reading> rows(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> Reading.of(i, AT + i, i)).toList();
  }

  @Test
  void parquetFilesAreReadByDuckDbWithTheirTypes() throws Exception {
    Path file =
        write(
            LakeFormat.PARQUET,
            "a.parquet",
            List.of(
                new Reading("é😀", "", -1, Long.MIN_VALUE),
                new Reading("", "Zürich", 1_766_154_225_123_456L, Long.MAX_VALUE)));
    assertThat(query("select column_name, column_type from (describe from '" + file + "')"))
        .containsExactly(
            "id|VARCHAR", "place|VARCHAR", "taken|TIMESTAMP WITH TIME ZONE", "value|BIGINT");
    assertThat(query("select id, place, epoch_us(taken), value from '" + file + "'"))
        .containsExactly("é😀||-1|" + Long.MIN_VALUE, "|Zürich|1766154225123456|" + Long.MAX_VALUE);
  }

  @Test
  void parquetColumnsAreRequiredAndCompressedWithZstd() throws Exception {
    Path file = write(LakeFormat.PARQUET, "a.parquet", rows(0, 5000));
    assertThat(query("select distinct compression from parquet_metadata('" + file + "')"))
        .containsExactly("ZSTD");
    assertThat(
            query(
                "select distinct repetition_type from parquet_schema('"
                    + file
                    + "') where type is not null"))
        .containsExactly("REQUIRED");
  }

  /** Amounts and days. */
  private record Priced(BigDecimal price, BigDecimal sum, long day) {
    static final Columns<Priced> COLUMNS =
        Columns.<Priced>of()
            .decimal("price", 18, 4, Priced::price)
            .decimal("sum", 38, 4, Priced::sum)
            .date("day", Priced::day);

    static final List<Priced> ROWS =
        List.of(
            new Priced(new BigDecimal("12.5"), new BigDecimal("-0.0001"), 20_441),
            new Priced(new BigDecimal("-99999999999999.9999"), new BigDecimal("1e33"), -1),
            new Priced(null, null, 0));
  }

  @ParameterizedTest
  @EnumSource
  void decimalsAreExactAndDaysAreDays(LakeFormat format) throws Exception {
    Path file = directory.resolve("prices." + format.suffix());
    LakeFormat.RowFile<Priced> writing = format.create(create(file), Priced.COLUMNS);
    for (Priced row : Priced.ROWS) {
      writing.write(row);
    }
    writing.finish();
    if (format == LakeFormat.PARQUET) {
      assertThat(query("select column_type from (describe from '" + file + "')"))
          .containsExactly("DECIMAL(18,4)", "DECIMAL(38,4)", "DATE");
      assertThat(query("select * from '" + file + "'"))
          .containsExactly(
              "12.5000|-0.0001|2025-12-19",
              "-99999999999999.9999|1000000000000000000000000000000000.0000|1969-12-31",
              "null|null|1970-01-01");
    } else {
      assertThat(Files.readAllLines(file))
          .containsExactly(
              "{\"price\":12.5000,\"sum\":-0.0001,\"day\":\"2025-12-19\"}",
              "{\"price\":-99999999999999.9999,"
                  + "\"sum\":1000000000000000000000000000000000.0000,\"day\":\"1969-12-31\"}",
              "{\"price\":null,\"sum\":null,\"day\":\"1970-01-01\"}");
    }
  }

  @Test
  void aDecimalWithMoreDigitsThanItsColumnIsABug() throws Exception {
    LakeFormat.RowFile<Priced> writing =
        LakeFormat.PARQUET.create(create(directory.resolve("p.parquet")), Priced.COLUMNS);
    assertThatThrownBy(() -> writing.write(new Priced(new BigDecimal("1e14"), null, 0)))
        .hasMessageContaining("more than 18 digits");
    assertThatThrownBy(() -> writing.write(new Priced(new BigDecimal("0.00001"), null, 0)))
        .isInstanceOf(ArithmeticException.class);
    writing.abandon();
  }

  /** A row with a column of each further type. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Sample(
      List<String> words, byte[] bytes, boolean flag, int small, double real, long millis) {
    Text json() {
      return Text.of("{\n\"n\":\r" + small + " }");
    }

    static final Columns<Sample> COLUMNS =
        Columns.<Sample>of()
            .texts("words", Sample::words)
            .bytes("bytes", Sample::bytes)
            .yesOrNo("flag", Sample::flag)
            .int32("small", Sample::small)
            .real("real", Sample::real)
            .timestampMillis("at", Sample::millis)
            .json("json", Sample::json);

    static final List<Sample> ROWS =
        List.of(
            new Sample(List.of("كتاب", "é", "é"), new byte[] {0, -1, '\n'}, true, 7, 0.5, AT),
            new Sample(List.of(), new byte[0], false, Integer.MIN_VALUE, -1e300, -1),
            new Sample(List.of(""), null, true, Integer.MAX_VALUE, 0, 0));
  }

  @Test
  void everyTypeOfColumnIsReadByDuckDb() throws Exception {
    List<org.apache.flink.core.fs.Path> parts = new ArrayList<>();
    for (Sample row : Sample.ROWS) {
      Path part = directory.resolve(parts.size() + ".part");
      LakeFormat.RowFile<Sample> file = LakeFormat.PARQUET.create(create(part), Sample.COLUMNS);
      file.write(row);
      file.finish();
      parts.add(flink(part));
    }
    Path merged = directory.resolve("a.parquet");
    LakeFormat.PARQUET.merge(parts, create(merged));
    assertThat(query("select column_name, column_type from (describe from '" + merged + "')"))
        .containsExactly(
            "words|VARCHAR[]",
            "bytes|BLOB",
            "flag|BOOLEAN",
            "small|INTEGER",
            "real|DOUBLE",
            "at|TIMESTAMP WITH TIME ZONE",
            "json|VARCHAR");
    assertThat(
            query(
                "select to_json(words), hex(bytes), flag, small, \"real\", epoch_ms(\"at\"), json from '"
                    + merged
                    + "'"))
        .containsExactly(
            "[\"كتاب\",\"é\",\"é\"]|00FF0A|true|7|0.5|" + AT + "|{\n\"n\":\r7 }",
            "[]||false|-2147483648|-1.0E300|-1|{\n\"n\":\r-2147483648 }",
            "[\"\"]|null|true|2147483647|0.0|0|{\n\"n\":\r2147483647 }");
  }

  @Test
  void everyTypeOfColumnIsWrittenAsJson() throws Exception {
    Path file = directory.resolve("a.json");
    LakeFormat.RowFile<Sample> json = LakeFormat.JSON.create(create(file), Sample.COLUMNS);
    for (Sample row : Sample.ROWS) {
      json.write(row);
    }
    json.finish();
    assertThat(Files.readString(file))
        .isEqualTo(
            """
            {"words":["كتاب","é","é"],"bytes":"AP8K","flag":true,"small":7,"real":0.5,"at":"2025-12-19T14:23:45.000000Z","json":{ "n": 7 }}
            {"words":[],"bytes":"","flag":false,"small":-2147483648,"real":-1.0E300,"at":"1969-12-31T23:59:59.999000Z","json":{ "n": -2147483648 }}
            {"words":[""],"bytes":null,"flag":true,"small":2147483647,"real":0.0,"at":"1970-01-01T00:00:00.000000Z","json":{ "n": 2147483647 }}
            """);
  }

  /** A measurement of which half may be missing. */
  private record Measured(String name, Integer humidity) {
    static final Columns<Measured> COLUMNS =
        Columns.<Measured>of()
            .text("text", row -> Text.of(row.name))
            .nullWhere(row -> row.name.isEmpty())
            .label("label", Measured::name)
            .nullWhere(row -> row.name.isEmpty())
            .real("real", row -> row.humidity / 2.0)
            .nullWhere(row -> row.humidity == null)
            .int32("small", row -> row.humidity)
            .nullWhere(row -> row.humidity == null)
            .timestampMicros("at", row -> row.humidity)
            .nullWhere(row -> row.humidity == null)
            .int64("always", row -> 7);

    static final List<Measured> ROWS =
        List.of(new Measured("a", 1), new Measured("", null), new Measured("b", 3));
  }

  @ParameterizedTest
  @EnumSource
  void rowsHaveNoValueWhereTheirColumnSaysSo(LakeFormat format) throws Exception {
    Path file = directory.resolve("measured." + format.suffix());
    LakeFormat.RowFile<Measured> writing = format.create(create(file), Measured.COLUMNS);
    for (Measured row : Measured.ROWS) {
      writing.write(row);
    }
    writing.finish();
    assertThat(
            query(
                "select text, label, \"real\", small, epoch_us(\"at\"::timestamptz), always from '"
                    + file
                    + "'"))
        .containsExactly("a|a|0.5|1|1|7", "null|null|null|null|null|7", "b|b|1.5|3|3|7");
  }

  @Test
  void labelsAreKeptInADictionaryAndTextsAreNot() throws Exception {
    Path file = write(LakeFormat.PARQUET, "a.parquet", rows(0, 5000));
    assertThat(
            query(
                "select path_in_schema, encodings from parquet_metadata('"
                    + file
                    + "') where path_in_schema in ('id', 'place') order by 1"))
        .satisfiesExactly(
            id -> assertThat(id).doesNotContain("DICTIONARY"),
            place -> assertThat(place).contains("DICTIONARY"));
  }

  @Test
  void mergingParquetKeepsEveryRow() throws Exception {
    List<org.apache.flink.core.fs.Path> parts = new ArrayList<>();
    for (int part = 0; part < 5; part++) {
      parts.add(
          flink(write(LakeFormat.PARQUET, part + ".part", rows(part * 700, part * 700 + 700))));
    }
    parts.add(flink(write(LakeFormat.PARQUET, "one.part", rows(3500, 3501))));
    Path merged = directory.resolve("merged.parquet");
    LakeFormat.PARQUET.merge(parts, create(merged));
    assertThat(
            query(
                "select count(*), count(distinct id), sum(value), min(epoch_us(taken)) from '"
                    + merged
                    + "'"))
        .containsExactly("3501|3501|" + 3500L * 3501 / 2 + "|" + AT * 1000);
  }

  @Test
  void jsonFilesHaveALineForEachRowWithMomentsAsText() throws Exception {
    Path one = write(LakeFormat.JSON, "1", List.of(new Reading("a\n\"b\"", "é", -1, -5)));
    Path two = write(LakeFormat.JSON, "2", List.of(new Reading("c", "", 0, 5)));
    Path merged = directory.resolve("merged.json");
    LakeFormat.JSON.merge(List.of(flink(one), flink(two)), create(merged));
    assertThat(Files.readString(merged))
        .isEqualTo(
            """
            {"id":"a\\n\\"b\\"","place":"é","taken":"1969-12-31T23:59:59.999999Z","value":-5}
            {"id":"c","place":"","taken":"1970-01-01T00:00:00.000000Z","value":5}
            """);
  }

  @Test
  void aFileThatIsGivenUpReleasesItsStream() throws Exception {
    for (LakeFormat format : LakeFormat.values()) {
      Path file = directory.resolve("given-up." + format.suffix());
      LakeFormat.RowFile<Reading> writing = format.create(create(file), Reading.COLUMNS);
      writing.write(Reading.of(1, AT, 1));
      writing.abandon();
      writing.abandon();
      Files.delete(file);
    }
  }

  @Test
  void parquetsSizeGrowsBeforeAnythingIsWritten() throws Exception {
    LakeFormat.RowFile<Reading> writing =
        LakeFormat.PARQUET.create(create(directory.resolve("a")), Reading.COLUMNS);
    for (Reading row : rows(0, 20_000)) {
      writing.write(row);
    }
    assertThat(writing.size()).isGreaterThan(50_000);
    writing.finish();
  }
}
