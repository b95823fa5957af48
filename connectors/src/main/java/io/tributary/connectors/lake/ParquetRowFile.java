package io.tributary.connectors.lake;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Columns.Column;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.IOUtils;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Rows as Parquet, compressed with zstd: one row group a file. The columns are written directly,
 * not by way of {@code ParquetWriter}'s record consumers, which walk the schema again for each row.
 */
final class ParquetRowFile<T> implements LakeFormat.RowFile<T> {
  private static final ParquetReadOptions OPTIONS =
      ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
  private static final int MOST_LABELS = 10_000;

  /** Decimals of so many digits fit into 64 bits. */
  private static final int DIGITS_IN_LONG = 18;

  /** The bytes of a wider decimal: enough for 38 digits. */
  private static final int WIDE_DECIMAL = 16;

  private final FSDataOutputStream file;
  private final List<Column<T>> columns;
  private final MessageType schema;
  private final Zstd zstd = new Zstd();
  private final Map<String, Binary> labels = new HashMap<>();
  private final ColumnChunkPageWriteStore pages;
  private final ColumnWriteStore store;
  private final ColumnWriter[] writers;
  private long rows;

  ParquetRowFile(FSDataOutputStream file, Columns<T> columns) {
    this.file = file;
    this.columns = columns.all();
    schema = schema(columns);
    ParquetProperties properties = properties(columns);
    pages =
        new ColumnChunkPageWriteStore(
            zstd.getCompressor(CompressionCodecName.ZSTD),
            schema,
            properties.getAllocator(),
            properties.getColumnIndexTruncateLength());
    store = properties.newColumnWriteStore(schema, pages, pages);
    writers = schema.getColumns().stream().map(store::getColumnWriter).toArray(ColumnWriter[]::new);
  }

  private static <T> ParquetProperties properties(Columns<T> columns) {
    // How large values are together is worth nothing for columns that are never null.
    ParquetProperties.Builder properties =
        ParquetProperties.builder().withSizeStatisticsEnabled(false);
    for (Column<T> column : columns.all()) {
      // Texts and moments hardly repeat: building dictionaries of them would be in vain. The least
      // and the greatest text of a file tell a reader nothing, but cost two comparisons for each.
      switch (column.type()) {
        case LABEL -> properties.withDictionaryEncoding(column.name(), true);
        case TEXTS -> {
          String elements = column.name() + ".list.element";
          properties.withDictionaryEncoding(elements, true).withStatisticsEnabled(elements, false);
        }
        case TEXT, JSON, BYTES ->
            properties
                .withDictionaryEncoding(column.name(), false)
                .withStatisticsEnabled(column.name(), false);
        case BOOLEAN, INT32, INT64, DOUBLE, DECIMAL, DATE, TIMESTAMP_MILLIS, TIMESTAMP_MICROS ->
            properties.withDictionaryEncoding(column.name(), false);
      }
    }
    return properties.build();
  }

  @Override
  public void write(T row) {
    for (int i = 0; i < writers.length; i++) {
      Column<T> column = columns.get(i);
      if (column.isNull(row)) {
        writers[i].writeNull(0, 0);
        continue;
      }
      int defined = column.isNullable() ? 1 : 0;
      switch (column.type()) {
        case TEXT, JSON -> writers[i].write(binary(column.text(row)), 0, defined);
        case LABEL -> writers[i].write(label(column.label(row)), 0, defined);
        case TEXTS -> write(column.texts(row), writers[i]);
        case BYTES -> write(column.bytes(row), writers[i]);
        case BOOLEAN -> writers[i].write(column.yesOrNo(row), 0, defined);
        case DECIMAL -> write(column.decimal(row), column.precision(), writers[i]);
        case INT32, DATE -> writers[i].write(Math.toIntExact(column.number(row)), 0, defined);
        case INT64, TIMESTAMP_MILLIS, TIMESTAMP_MICROS ->
            writers[i].write(column.number(row), 0, defined);
        case DOUBLE -> writers[i].write(column.real(row), 0, defined);
      }
    }
    store.endRecord();
    rows++;
  }

  /** By Parquet's levels: whether a list begins, and whether it has an element. */
  private static void write(List<String> texts, ColumnWriter writer) {
    if (texts.isEmpty()) {
      writer.writeNull(0, 0);
    }
    for (int i = 0; i < texts.size(); i++) {
      writer.write(Binary.fromString(texts.get(i)), i == 0 ? 0 : 1, 1);
    }
  }

  private static void write(byte @Nullable [] bytes, ColumnWriter writer) {
    if (bytes == null) {
      writer.writeNull(0, 0);
    } else {
      writer.write(Binary.fromConstantByteArray(bytes), 0, 1);
    }
  }

  private static void write(@Nullable BigDecimal decimal, int precision, ColumnWriter writer) {
    if (decimal == null) {
      writer.writeNull(0, 0);
      return;
    }
    if (decimal.precision() > precision) {
      throw new IllegalArgumentException(decimal + " has more than " + precision + " digits");
    }
    if (precision <= DIGITS_IN_LONG) {
      writer.write(decimal.unscaledValue().longValueExact(), 0, 1);
      return;
    }
    byte[] digits = decimal.unscaledValue().toByteArray();
    byte[] wide = new byte[WIDE_DECIMAL];
    Arrays.fill(wide, 0, wide.length - digits.length, (byte) (decimal.signum() < 0 ? -1 : 0));
    System.arraycopy(digits, 0, wide, wide.length - digits.length, digits.length);
    writer.write(Binary.fromConstantByteArray(wide), 0, 1);
  }

  private static Binary binary(Text text) {
    return Binary.fromConstantByteArray(text.array(), text.offset(), text.length());
  }

  /** Labels are few: each is encoded once, unless they turn out to be many. */
  private Binary label(String label) {
    Binary known = labels.get(label);
    if (known == null) {
      known = binary(Text.of(label));
      if (labels.size() < MOST_LABELS) {
        labels.put(label, known);
      }
    }
    return known;
  }

  @Override
  public long size() {
    return store.getBufferedSize();
  }

  @Override
  public void finish() throws IOException {
    try (ParquetFileWriter writer = fileWriter(file, schema)) {
      writer.start();
      writer.startBlock(rows);
      store.flush();
      pages.flushToFileWriter(writer);
      writer.endBlock();
      writer.end(Map.of());
    } finally {
      zstd.release(); // the rest is on the heap
    }
  }

  @Override
  public void abandon() {
    zstd.release();
    IOUtils.closeQuietly(file);
  }

  private static ParquetFileWriter fileWriter(FSDataOutputStream file, MessageType schema)
      throws IOException {
    return new ParquetFileWriter(
        new FlinkOutputFile(file),
        schema,
        ParquetFileWriter.Mode.CREATE,
        ParquetWriter.DEFAULT_BLOCK_SIZE,
        ParquetWriter.MAX_PADDING_SIZE_DEFAULT);
  }

  /** Copies the row groups as they are: nothing is decoded. */
  static void merge(List<Path> parts, FSDataOutputStream out) throws IOException {
    ParquetFileWriter merged = null;
    Map<String, String> extra = Map.of();
    for (Path part : parts) {
      try (ParquetFileReader reader = ParquetFileReader.open(new FlinkInputFile(part), OPTIONS)) {
        if (merged == null) {
          extra = reader.getFileMetaData().getKeyValueMetaData();
          merged = fileWriter(out, reader.getFileMetaData().getSchema());
          merged.start();
        }
        reader.appendTo(merged);
      }
    }
    if (merged == null) {
      throw new IllegalArgumentException("nothing to merge");
    }
    merged.end(extra);
    merged.close();
  }

  static <T> MessageType schema(Columns<T> columns) {
    List<Type> fields = new ArrayList<>();
    for (Column<T> column : columns.all()) {
      fields.add(
          switch (column.type()) {
            case TEXT, LABEL, JSON ->
                one(column, PrimitiveTypeName.BINARY)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(column.name());
            case TEXTS ->
                Types.requiredList()
                    .requiredElement(PrimitiveTypeName.BINARY)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(column.name());
            case BYTES -> Types.optional(PrimitiveTypeName.BINARY).named(column.name());
            case DECIMAL -> decimal(column);
            case DATE ->
                one(column, PrimitiveTypeName.INT32)
                    .as(LogicalTypeAnnotation.dateType())
                    .named(column.name());
            case BOOLEAN -> one(column, PrimitiveTypeName.BOOLEAN).named(column.name());
            case INT32 -> one(column, PrimitiveTypeName.INT32).named(column.name());
            case INT64 -> one(column, PrimitiveTypeName.INT64).named(column.name());
            case DOUBLE -> one(column, PrimitiveTypeName.DOUBLE).named(column.name());
            case TIMESTAMP_MILLIS -> moment(TimeUnit.MILLIS, column);
            case TIMESTAMP_MICROS -> moment(TimeUnit.MICROS, column);
          });
    }
    return new MessageType("row", fields);
  }

  private static Type decimal(Column<?> column) {
    LogicalTypeAnnotation type =
        LogicalTypeAnnotation.decimalType(column.scale(), column.precision());
    return column.precision() <= DIGITS_IN_LONG
        ? Types.optional(PrimitiveTypeName.INT64).as(type).named(column.name())
        : Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
            .length(WIDE_DECIMAL)
            .as(type)
            .named(column.name());
  }

  private static Type moment(TimeUnit unit, Column<?> column) {
    return one(column, PrimitiveTypeName.INT64)
        .as(LogicalTypeAnnotation.timestampType(true, unit))
        .named(column.name());
  }

  private static Types.PrimitiveBuilder<PrimitiveType> one(
      Column<?> column, PrimitiveTypeName type) {
    return column.isNullable() ? Types.optional(type) : Types.required(type);
  }
}
