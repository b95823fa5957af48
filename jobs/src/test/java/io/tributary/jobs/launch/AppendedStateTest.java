package io.tributary.jobs.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.flink.util.IOUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class AppendedStateTest {
  private static final int CHECKPOINTS = 500;
  private static final int CHUNKS = 20;
  private static final int CHUNK = 1000;

  /** Does what an incremental checkpoint does: flushes, and carries the files that it has not. */
  @Test
  void eachByteIsCarriedAFewTimesOverHundredsOfCheckpoints(@TempDir Path directory)
      throws Exception {
    RocksDB.loadLibrary();
    Random random = new Random(1);
    List<AutoCloseable> toClose = new ArrayList<>();
    long carried = 0;
    long appended = 0;
    Set<String> known = new HashSet<>();
    try (ColumnFamilyOptions columns =
            new AppendedState().createColumnOptions(new ColumnFamilyOptions(), toClose);
        Options options = new Options(new org.rocksdb.DBOptions(), columns);
        FlushOptions flush = new FlushOptions().setWaitForFlush(true);
        RocksDB db = RocksDB.open(options.setCreateIfMissing(true), directory.toString())) {
      for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
        for (int i = 0; i < CHUNKS; i++) {
          byte[] chunk = new byte[CHUNK];
          random.nextBytes(chunk); // as hard to compress as identities
          db.put(ByteBuffer.allocate(8).putInt(i).putInt(checkpoint).array(), chunk);
          appended += CHUNK;
        }
        db.flush(flush);
        awaitMerges(db);
        Set<String> live = new HashSet<>();
        for (LiveFileMetaData file : db.getLiveFilesMetaData()) {
          live.add(file.fileName());
          carried += known.contains(file.fileName()) ? 0 : file.size();
        }
        if (checkpoint < AppendedState.FILES - 1) {
          assertThat(live).as("files after checkpoint %d", checkpoint).hasSize(checkpoint + 1);
        }
        known = live;
      }
    } finally {
      toClose.forEach(IOUtils::closeQuietly);
    }
    assertThat((double) carried / appended).isBetween(1.0, 4.0);
    assertThat(known.size()).as("files at the end").isLessThan(3 * AppendedState.FILES);
  }

  /** Merges have their own threads. */
  private static void awaitMerges(RocksDB db) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () ->
                db.getLongProperty("rocksdb.compaction-pending") == 0
                    && db.getLongProperty("rocksdb.num-running-compactions") == 0);
  }
}
