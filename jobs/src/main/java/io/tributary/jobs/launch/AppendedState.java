package io.tributary.jobs.launch;

import java.util.Collection;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionOptionsUniversal;
import org.rocksdb.CompactionStyle;
import org.rocksdb.DBOptions;

/**
 * RocksDB for state that is appended to, and read only by a restore and when an hour of identities
 * is forgotten. A checkpoint carries the files that are new since the last one, and a merge makes a
 * new file of old ones: so files are merged seldom and many at once. A byte is carried once more
 * each time that the state has grown five-fold, beginning with {@value #FILES} checkpoints. What
 * was deleted takes room until such a merge, at most about four times what is kept.
 */
public final class AppendedState implements RocksDBOptionsFactory {
  private static final long serialVersionUID = 1L;

  /** So many files are left alone; nothing is looked up in them, they are read through. */
  static final int FILES = 32;

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
    return current;
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
    CompactionOptionsUniversal universal =
        new CompactionOptionsUniversal()
            .setMinMergeWidth(FILES / 2)
            .setMaxSizeAmplificationPercent(400);
    toClose.add(universal);
    return current
        .setCompactionStyle(CompactionStyle.UNIVERSAL)
        .setCompactionOptionsUniversal(universal)
        .setLevel0FileNumCompactionTrigger(FILES)
        .setLevel0SlowdownWritesTrigger(4 * FILES)
        .setLevel0StopWritesTrigger(8 * FILES);
  }
}
