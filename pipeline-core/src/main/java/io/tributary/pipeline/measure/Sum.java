package io.tributary.pipeline.measure;

import io.tributary.pipeline.record.WireText;
import java.io.IOException;
import java.util.Arrays;
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

  byte[] takeAdded() throws IOException {
    long[] added = distinct.from(logged);
    DataOutputSerializer out = new DataOutputSerializer(64 + added.length * Long.BYTES);
    out.writeInt(revision);
    out.writeLong(addedCount);
    WireText.writeLongs(addedTallies, out);
    WireText.writeLongs(added, out);
    addedCount = 0;
    addedTallies = new long[0];
    logged = distinct.size();
    return out.getCopyOfBuffer();
  }

  /**
   * Adds what {@link #takeAdded} has written.
   *
   * @throws IOException if the bytes are none of that
   */
  void restore(byte[] chunk) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(chunk);
    int chunkRevision;
    long chunkCount;
    long[] chunkTallies;
    long[] fingerprints;
    try {
      chunkRevision = in.readInt();
      chunkCount = in.readLong();
      chunkTallies = WireText.readLongs(in);
      fingerprints = WireText.readLongs(in);
    } catch (IOException e) {
      throw damaged(chunk, e);
    }
    if (fingerprints.length % 2 != 0 || in.available() > 0) {
      throw damaged(chunk, null);
    }
    revision = Math.max(revision, chunkRevision);
    count += chunkCount;
    tallies = plus(tallies, chunkTallies);
    for (int i = 0; i < fingerprints.length; i += 2) {
      distinct.add(fingerprints[i], fingerprints[i + 1]);
    }
    logged = distinct.size();
  }

  private static IOException damaged(byte[] chunk, @Nullable Throwable cause) {
    return new IOException(
        "what windows have counted is damaged in the checkpoint: %d bytes are no count; go on from another one"
            .formatted(chunk.length),
        cause);
  }

  private static long[] plus(long[] sum, long[] more) {
    long[] result = sum.length >= more.length ? sum.clone() : Arrays.copyOf(sum, more.length);
    for (int i = 0; i < more.length; i++) {
      result[i] += more[i];
    }
    return result;
  }
}
