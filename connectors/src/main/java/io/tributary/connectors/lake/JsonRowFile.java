package io.tributary.connectors.lake;

import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.record.Columns;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.IOUtils;

/** Rows as JSON Lines. */
final class JsonRowFile<T> implements LakeFormat.RowFile<T> {
  private final FSDataOutputStream file;
  private final OutputStream buffered;
  private final JsonRows<T> json;
  private long size;

  JsonRowFile(FSDataOutputStream file, Columns<T> columns) {
    this.file = file;
    this.buffered = new BufferedOutputStream(file, 64 << 10);
    this.json = new JsonRows<>(columns);
  }

  @Override
  public void write(T row) throws IOException {
    byte[] line = json.bytes(row);
    buffered.write(line);
    buffered.write('\n');
    size += line.length + 1;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void finish() throws IOException {
    buffered.flush();
    file.sync();
    file.close();
  }

  @Override
  public void abandon() {
    IOUtils.closeQuietly(file);
  }

  static void merge(List<Path> parts, FSDataOutputStream out) throws IOException {
    for (Path part : parts) {
      try (InputStream in = part.getFileSystem().open(part)) {
        in.transferTo(out);
      }
    }
    out.sync();
    out.close();
  }
}
