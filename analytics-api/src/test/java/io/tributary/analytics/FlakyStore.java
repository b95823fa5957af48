package io.tributary.analytics;

import java.io.IOException;
import java.net.URI;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * This machine's files as those of a store elsewhere, {@code flaky:///folder}: a folder with a file
 * {@code .away} can't be listed, the files of one with {@code .locked} can't be read.
 */
public final class FlakyStore implements FileSystemFactory {
  static final String AWAY = ".away";
  static final String LOCKED = ".locked";

  @Override
  public String getScheme() {
    return "flaky";
  }

  @Override
  public FileSystem create(URI root) {
    return new LocalFileSystem() {
      @Override
      public FileStatus[] listStatus(Path folder) throws IOException {
        check(new Path(folder, AWAY));
        return super.listStatus(folder);
      }

      @Override
      public FSDataInputStream open(Path file) throws IOException {
        check(new Path(file.getParent(), LOCKED));
        return super.open(file);
      }

      private void check(Path mark) throws IOException {
        if (exists(mark)) {
          throw new IOException(mark + " says so");
        }
      }
    };
  }
}
