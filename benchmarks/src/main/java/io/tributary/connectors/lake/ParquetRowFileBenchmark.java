package io.tributary.connectors.lake;

import io.tributary.jobs.tickets.SampleTickets;
import io.tributary.jobs.tickets.SampleTickets.Enriched;
import io.tributary.pipeline.record.Parsed.Accepted;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Writing enriched tickets to a file of the lake: the time of one row, the file's end shared. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ParquetRowFileBenchmark {
  private static final int ROWS = 100_000;

  private final Enriched<?> enriched = SampleTickets.enriched(ROWS);
  private @Nullable Path file;

  @Setup
  public void createFile() throws IOException {
    file = new Path(Files.createTempFile("rows", ".parquet").toUri());
  }

  @TearDown
  public void deleteFile() throws IOException {
    path().getFileSystem().delete(path(), false);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long write() throws IOException {
    return write(enriched);
  }

  private <T> long write(Enriched<T> rows) throws IOException {
    LakeFormat.RowFile<T> parquet =
        LakeFormat.PARQUET.create(
            path().getFileSystem().create(path(), FileSystem.WriteMode.OVERWRITE), rows.columns());
    for (Accepted<T> ticket : rows.tickets()) {
      parquet.write(ticket.value());
    }
    long size = parquet.size();
    parquet.finish();
    return size;
  }

  private Path path() {
    if (file == null) {
      throw new IllegalStateException("not set up");
    }
    return file;
  }
}
