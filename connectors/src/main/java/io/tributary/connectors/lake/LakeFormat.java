package io.tributary.connectors.lake;

import io.tributary.pipeline.record.Columns;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;

/** How rows are written to files. */
public enum LakeFormat {
  /** Parquet with zstd: for DuckDB, Spark, Trino. */
  PARQUET("parquet") {
    @Override
    <T> RowFile<T> create(FSDataOutputStream out, Columns<T> columns) throws IOException {
      return new ParquetRowFile<>(out, columns);
    }

    @Override
    void merge(List<Path> parts, FSDataOutputStream out) throws IOException {
      ParquetRowFile.merge(parts, out);
    }
  },
  /** JSON Lines: for people. */
  JSON("json") {
    @Override
    <T> RowFile<T> create(FSDataOutputStream out, Columns<T> columns) {
      return new JsonRowFile<>(out, columns);
    }

    @Override
    void merge(List<Path> parts, FSDataOutputStream out) throws IOException {
      JsonRowFile.merge(parts, out);
    }
  };

  private final String suffix;

  LakeFormat(String suffix) {
    this.suffix = suffix;
  }

  /** What a staged file's name ends with. */
  String staged() {
    return "." + suffix + LakeLocation.PENDING;
  }

  /** The files' suffix, without the dot. */
  public String suffix() {
    return suffix;
  }

  /** Begins a file; the stream is closed with it. */
  abstract <T> RowFile<T> create(FSDataOutputStream out, Columns<T> columns) throws IOException;

  /** Writes the rows of several files into one, without decoding them, and closes the stream. */
  abstract void merge(List<Path> parts, FSDataOutputStream out) throws IOException;

  /** A file that is being written. */
  interface RowFile<T> {
    void write(T row) throws IOException;

    /** About how many bytes the file has so far, what is still in memory included. */
    long size();

    /** Completes the file and makes it durable. */
    void finish() throws IOException;

    /** Gives the file up; what is there of it is garbage. */
    void abandon();
  }
}
