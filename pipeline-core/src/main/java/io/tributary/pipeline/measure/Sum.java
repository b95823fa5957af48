package io.tributary.pipeline.measure;

import io.tributary.pipeline.record.WireText;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/** What was counted, and apart from it what was added since the last checkpoint. */
final class Sum {
  long count;
  long[] tallies = new long[0];
  int revision;
  final Fingerprints distinct = new Fingerprints();
  private long addedCount;
  private long[] addedTallies = new long[0];
  private int logged;

  boolean isChanged() {
    return addedCount > 0;
  }

  void add(long more, long[] moreTallies, long[] fingerprints) {
    count += more;
    addedCount += more;
    tallies = plus(tallies, moreTallies);
    addedTallies = plus(addedTallies, moreTallies);
    for (int i = 0; i < fingerprints.length; i += 2) {
      distinct.add(fingerprints[i], fingerprints[i + 1]);
    }
  }

  void add(Sum other) {
    add(other.count, other.tallies, other.distinct.from(0));
  }

  /** The same, of which nothing has been written. */
  Sum copy() {
    Sum copy = new Sum();
    copy.add(this);
    copy.revision = revision;
    return copy;
  }

  byte[] takeAdded() throws IOException {
    byte[] added = new Chunk(revision, addedCount, addedTallies, distinct.from(logged)).toBytes();
    addedCount = 0;
    addedTallies = new long[0];
    logged = distinct.size();
    return added;
  }

  /**
   * Adds what {@link #takeAdded} has written.
   *
   * @throws IOException if the bytes are none of that
   */
  void restore(byte[] bytes) throws IOException {
    Chunk chunk = Chunk.of(bytes);
    revision = Math.max(revision, chunk.revision);
    count += chunk.count;
    tallies = plus(tallies, chunk.tallies);
    for (int i = 0; i < chunk.fingerprints.length; i += 2) {
      distinct.add(chunk.fingerprints[i], chunk.fingerprints[i + 1]);
    }
    logged = distinct.size();
  }

  /**
   * What {@link #takeAdded} of one sum has written at several times, as if it had been written at
   * once.
   *
   * @throws IOException if the bytes are none of that
   */
  static byte[] together(List<byte[]> parts) throws IOException {
    int revision = 0;
    long count = 0;
    long[] tallies = new long[0];
    LongArrayList fingerprints = new LongArrayList();
    for (byte[] part : parts) {
      Chunk chunk = Chunk.of(part);
      revision = Math.max(revision, chunk.revision);
      count += chunk.count;
      tallies = plus(tallies, chunk.tallies);
      fingerprints.addElements(fingerprints.size(), chunk.fingerprints);
    }
    return new Chunk(revision, count, tallies, fingerprints.toLongArray()).toBytes();
  }

  private static long[] plus(long[] sum, long[] more) {
    long[] result = sum.length >= more.length ? sum.clone() : Arrays.copyOf(sum, more.length);
    for (int i = 0; i < more.length; i++) {
      result[i] += more[i];
    }
    return result;
  }

  /** What one checkpoint adds to the state. */
  private record Chunk(int revision, long count, long[] tallies, long[] fingerprints) {
    static Chunk of(byte[] bytes) throws IOException {
      DataInputDeserializer in = new DataInputDeserializer(bytes);
      Chunk chunk;
      try {
        chunk =
            new Chunk(in.readInt(), in.readLong(), WireText.readLongs(in), WireText.readLongs(in));
      } catch (IOException e) {
        throw damaged(bytes, e);
      }
      if (chunk.fingerprints.length % 2 != 0 || in.available() > 0) {
        throw damaged(bytes, null);
      }
      return chunk;
    }

    private static IOException damaged(byte[] bytes, @Nullable Throwable cause) {
      return new IOException(
          "what windows have counted is damaged in the checkpoint: %d bytes are no count; go on from another one"
              .formatted(bytes.length),
          cause);
    }

    byte[] toBytes() throws IOException {
      DataOutputSerializer out = new DataOutputSerializer(64 + fingerprints.length * Long.BYTES);
      out.writeInt(revision);
      out.writeLong(count);
      WireText.writeLongs(tallies, out);
      WireText.writeLongs(fingerprints, out);
      return out.getCopyOfBuffer();
    }
  }
}
