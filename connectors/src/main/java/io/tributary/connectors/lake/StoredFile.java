package io.tributary.connectors.lake;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file of the lake, as its own checksums find it: each page carries one (CRC 32 of its
 * compressed bytes). The file's last part, which says where the pages lie, carries none: what is
 * changed there is found only where it makes the file unreadable.
 *
 * @param damage what is wrong with it; empty when it is whole
 * @param rows how many rows it says that it holds; empty when not even that can be read
 * @param columns its columns, a row being their values in their order; empty as well then
 */
public record StoredFile(
    Optional<String> damage, OptionalLong rows, Optional<Columns<@Nullable Object[]>> columns) {

  private static final ParquetReadOptions CHECKED =
      ParquetReadOptions.builder(new PlainParquetConfiguration())
          .withCodecFactory(new Undecoded())
          .usePageChecksumVerification()
          .build();

  /**
   * Reads all of a file.
   *
   * @throws IOException when its bytes can't be had, which says nothing about them
   */
  public static StoredFile read(Path file) throws IOException {
    try (InputStream in = file.getFileSystem().open(file)) {
      return of(in.readAllBytes());
    }
  }

  static StoredFile of(byte[] bytes) {
    OptionalLong rows = OptionalLong.empty();
    Optional<Columns<@Nullable Object[]>> columns = Optional.empty();
    try (ParquetFileReader reader = ParquetFileReader.open(new InMemory(bytes), CHECKED)) {
      rows = OptionalLong.of(reader.getRecordCount());
      columns = columns(reader.getFileMetaData().getSchema());
      for (int group = 0; group < reader.getRowGroups().size(); group++) {
        reader.readRowGroup(group).close();
      }
      return new StoredFile(Optional.empty(), rows, columns);
    } catch (IOException | RuntimeException | OutOfMemoryError damaged) {
      // A changed length asks for any amount of memory.
      return new StoredFile(Optional.of(reason(damaged)), rows, columns);
    }
  }

  private static String reason(Throwable damaged) {
    Throwable first = damaged;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return Objects.requireNonNullElse(first.getMessage(), first.getClass().getSimpleName())
        .lines()
        .findFirst()
        .orElse("");
  }

  /**
   * Writes rows to a file of the same kind as the job's.
   *
   * @param file it must not be there yet
   */
  public static void write(
      Path file, Columns<@Nullable Object[]> columns, List<@Nullable Object[]> rows)
      throws IOException {
    LakeFormat.RowFile<@Nullable Object[]> written =
        LakeFormat.PARQUET.create(
            file.getFileSystem().create(file, FileSystem.WriteMode.NO_OVERWRITE), columns);
    try {
      for (@Nullable Object[] row : rows) {
        written.write(row);
      }
      written.finish();
    } catch (IOException | RuntimeException e) {
      written.abandon();
      throw e;
    }
  }

  /**
   * The columns that {@link ParquetRowFile} writes as this schema; empty if it writes none such.
   */
  private static Optional<Columns<@Nullable Object[]>> columns(MessageType schema) {
    Optional<Columns<@Nullable Object[]>> columns = Optional.of(Columns.of());
    for (int i = 0; i < schema.getFieldCount(); i++) {
      Type type = schema.getType(i);
      int place = i;
      columns = columns.flatMap(before -> with(before, type, place));
    }
    return columns;
  }

  @SuppressWarnings("unchecked") // a list column's values are lists of texts
  private static Optional<Columns<@Nullable Object[]>> with(
      Columns<@Nullable Object[]> columns, Type type, int i) {
    String name = type.getName();
    LogicalTypeAnnotation says = type.getLogicalTypeAnnotation();
    if (!type.isPrimitive()) {
      return Optional.of(columns.texts(name, row -> (List<String>) value(row, i)));
    }
    if (says instanceof DecimalLogicalTypeAnnotation decimal) {
      return Optional.of(
          columns.decimal(
              name, decimal.getPrecision(), decimal.getScale(), row -> (BigDecimal) row[i]));
    }
    PrimitiveTypeName primitive = type.asPrimitiveType().getPrimitiveTypeName();
    if (primitive == PrimitiveTypeName.BINARY && says == null) {
      return Optional.of(columns.bytes(name, row -> (byte[]) row[i]));
    }
    Optional<Columns<@Nullable Object[]>> longer =
        switch (primitive) {
          case BINARY -> Optional.of(columns.text(name, row -> Text.of((String) value(row, i))));
          case BOOLEAN -> Optional.of(columns.yesOrNo(name, row -> (Boolean) value(row, i)));
          case DOUBLE -> Optional.of(columns.real(name, row -> (Double) value(row, i)));
          case INT32 ->
              Optional.of(
                  says instanceof DateLogicalTypeAnnotation
                      ? columns.date(name, row -> (Long) value(row, i))
                      : columns.int32(name, row -> (Long) value(row, i)));
          case INT64 ->
              Optional.of(
                  !(says instanceof TimestampLogicalTypeAnnotation moment)
                      ? columns.int64(name, row -> (Long) value(row, i))
                      : moment.getUnit() == TimeUnit.MILLIS
                          ? columns.timestampMillis(name, row -> (Long) value(row, i))
                          : columns.timestampMicros(name, row -> (Long) value(row, i)));
          case FLOAT, INT96, FIXED_LEN_BYTE_ARRAY -> Optional.empty();
        };
    return type.isRepetition(Type.Repetition.OPTIONAL)
        ? longer.map(before -> before.nullWhere(row -> row[i] == null))
        : longer;
  }

  private static Object value(@Nullable Object[] row, int column) {
    return Objects.requireNonNull(row[column]);
  }

  private record InMemory(byte[] bytes) implements InputFile {
    /** Parquet names it so in its messages. */
    @Override
    public String toString() {
      return "it";
    }

    @Override
    public long getLength() {
      return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
      Positioned in = new Positioned(bytes);
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() {
          return in.position();
        }

        @Override
        public void seek(long position) {
          in.seek(position);
        }
      };
    }
  }

  private static final class Positioned extends ByteArrayInputStream {
    Positioned(byte[] bytes) {
      super(bytes);
    }

    long position() {
      return pos;
    }

    void seek(long position) {
      pos = Math.toIntExact(position);
    }
  }

  /** Pages are compared with their checksums, and not decoded. */
  private static final class Undecoded implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      throw new UnsupportedOperationException("nothing is written while reading");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      return new BytesInputDecompressor() {
        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedSize) {
          throw new UnsupportedOperationException("pages are not decoded");
        }

        @Override
        public void decompress(
            ByteBuffer input, int size, ByteBuffer output, int decompressedSize) {
          throw new UnsupportedOperationException("pages are not decoded");
        }

        @Override
        public void release() {
          // Holds nothing.
        }
      };
    }

    @Override
    public void release() {
      // Holds nothing.
    }
  }
}
