package io.tributary.cli.audit;

import io.tributary.cli.lake.IdentityNumbers;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.UUID;
import java.util.function.ObjIntConsumer;

/**
 * What is known of each identity: marks, what was delivered of it, and where it first came in. Some
 * 70 bytes each.
 */
final class IdentityLedger {
  private final IdentityNumbers numbers = new IdentityNumbers();
  private final IntArrayList marks = new IntArrayList();
  private final LongArrayList contents = new LongArrayList();
  private final LongArrayList sents = new LongArrayList();
  private final IntArrayList partitions = new IntArrayList();
  private final LongArrayList offsets = new LongArrayList();
  private final IntArrayList files = new IntArrayList();

  /** The number under which an identity is known from now on. */
  int number(UUID identity) {
    int number = numbers.number(identity);
    if (number == marks.size()) {
      marks.add(0);
      contents.add(0);
      sents.add(0);
      partitions.add(0);
      offsets.add(0);
      files.add(0);
    }
    return number;
  }

  /** Adds marks and says which there were before. */
  int mark(int number, int more) {
    int before = marks.getInt(number);
    marks.set(number, before | more);
    return before;
  }

  int marks(int number) {
    return marks.getInt(number);
  }

  /** Notes fingerprints of a delivered row: of all of it, and of what it holds as it was sent. */
  void delivered(int number, long content, long sent) {
    contents.set(number, content);
    sents.set(number, sent);
  }

  long content(int number) {
    return contents.getLong(number);
  }

  long sent(int number) {
    return sents.getLong(number);
  }

  /**
   * Notes where it first came in.
   *
   * @param partition the partition's index
   * @param file which of the files that are published on their own its row belongs in
   */
  void cameIn(int number, int partition, long offset, int file) {
    partitions.set(number, partition);
    offsets.set(number, offset);
    files.set(number, file);
  }

  /** Notes in which dataset a row of it lies, for as long as it hasn't come in. */
  void lies(int number, int dataset) {
    files.set(number, dataset);
  }

  int partition(int number) {
    return partitions.getInt(number);
  }

  long offset(int number) {
    return offsets.getLong(number);
  }

  int file(int number) {
    return files.getInt(number);
  }

  int size() {
    return marks.size();
  }

  void forEach(ObjIntConsumer<UUID> visitor) {
    numbers.forEach(visitor);
  }
}
