package io.tributary.connectors.lake;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Columns.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.IOUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Rows as Parquet, compressed with zstd. */
final class ParquetRowFile<T> implements LakeFormat.RowFile<T> {
  private static final ParquetReadOptions OPTIONS =
      ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

  private final FSDataOutputStream file;
  private final Zstd zstd = new Zstd();
  private final ParquetWriter<T> writer;

  ParquetRowFile(FSDataOutputStream file, Columns<T> columns) throws IOException {
    this.file = file;
    RowWriterBuilder<T> builder =
        new RowWriterBuilder<>(new FlinkOutputFile(file), columns)
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(zstd)
            .withCompressionCodec(CompressionCodecName.ZSTD);
    for (Column<T> column : columns.all()) {
      // Texts and moments hardly repeat: building dictionaries of them would be in vain.
      builder.withDictionaryEncoding(column.name(), column.type() == Columns.Type.LABEL);
    }
    writer = builder.build();
  }

  @Override
  public void write(T row) throws IOException {
    writer.write(row);
  }

  @Override
  public long size() {
    return writer.getDataSize();
  }

  @Override
  public void finish() throws IOException {
    writer.close();
    zstd.release();
  }

  @Override
  public void abandon() {
    zstd.release();
    IOUtils.closeQuietly(file);
  }

  /** Copies the row groups as they are: nothing is decoded. */
  static void merge(List<Path> parts, FSDataOutputStream out) throws IOException {
    ParquetFileWriter merged = null;
    Map<String, String> extra = Map.of();
    for (Path part : parts) {
      try (ParquetFileReader reader = ParquetFileReader.open(new FlinkInputFile(part), OPTIONS)) {
        if (merged == null) {
          extra = reader.getFileMetaData().getKeyValueMetaData();
          merged =
              new ParquetFileWriter(
                  new FlinkOutputFile(out),
                  reader.getFileMetaData().getSchema(),
                  ParquetFileWriter.Mode.CREATE,
                  ParquetWriter.DEFAULT_BLOCK_SIZE,
                  ParquetWriter.MAX_PADDING_SIZE_DEFAULT);
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
            case TEXT, LABEL ->
                Types.required(PrimitiveTypeName.BINARY)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(column.name());
            case INT64 -> Types.required(PrimitiveTypeName.INT64).named(column.name());
            case TIMESTAMP_MICROS ->
                Types.required(PrimitiveTypeName.INT64)
                    .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                    .named(column.name());
          });
    }
    return new MessageType("row", fields);
  }

  private static final class RowWriterBuilder<T>
      extends ParquetWriter.Builder<T, RowWriterBuilder<T>> {
    private final Columns<T> columns;

    RowWriterBuilder(OutputFile file, Columns<T> columns) {
      super(file);
      this.columns = columns;
    }

    @Override
    protected RowWriterBuilder<T> self() {
      return this;
    }

    @Override
    protected WriteSupport<T> getWriteSupport(Configuration configuration) {
      return new RowWriteSupport<>(columns);
    }

    @Override
    protected WriteSupport<T> getWriteSupport(ParquetConfiguration configuration) {
      return new RowWriteSupport<>(columns);
    }
  }

  private static final class RowWriteSupport<T> extends WriteSupport<T> {
    private static final int MOST_LABELS = 10_000;

    private final Columns<T> columns;
    private final List<Column<T>> all;
    private final Map<String, Binary> labels = new HashMap<>();
    private RecordConsumer consumer;

    @SuppressWarnings("NullAway.Init") // Parquet calls prepareForWrite first
    RowWriteSupport(Columns<T> columns) {
      this.columns = columns;
      this.all = columns.all();
    }

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(schema(columns), Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(schema(columns), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      consumer = recordConsumer;
    }

    @Override
    public void write(T row) {
      consumer.startMessage();
      for (int i = 0; i < all.size(); i++) {
        Column<T> column = all.get(i);
        consumer.startField(column.name(), i);
        switch (column.type()) {
          case TEXT -> consumer.addBinary(binary(column.text().apply(row)));
          case LABEL -> consumer.addBinary(label(column.text().apply(row)));
          case INT64, TIMESTAMP_MICROS -> consumer.addLong(column.number().of(row));
        }
        consumer.endField(column.name(), i);
      }
      consumer.endMessage();
    }

    private static Binary binary(String text) {
      return Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Labels are few: each is encoded once, unless they turn out to be many. */
    private Binary label(String text) {
      Binary known = labels.get(text);
      if (known == null) {
        known = binary(text);
        if (labels.size() < MOST_LABELS) {
          labels.put(text, known);
        }
      }
      return known;
    }
  }
}
