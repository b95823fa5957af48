package io.tributary.pipeline.dedup;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Identities of an hour in bytes, as checkpoints hold them: 16 each, big-endian, nothing else. */
final class IdentityChunk {
  private static final int BYTES = 2 * Long.BYTES;

  private IdentityChunk() {}

  /** Writes identities, two longs each. */
  static byte[] bytes(LongArrayList identities) {
    ByteBuffer buffer = ByteBuffer.allocate(identities.size() * Long.BYTES);
    for (int i = 0; i < identities.size(); i++) {
      buffer.putLong(identities.getLong(i));
    }
    return buffer.array();
  }

  /**
   * Adds what was written.
   *
   * @throws IOException if the bytes are no identities: to pass over some would let copies through
   */
  static void read(byte[] chunk, int hour, Identities into) throws IOException {
    if (chunk.length % BYTES != 0) {
      throw new IOException(
          "the identities of records are damaged in the checkpoint: %d bytes are no identities of %d; go on from another one"
              .formatted(chunk.length, BYTES));
    }
    ByteBuffer buffer = ByteBuffer.wrap(chunk);
    while (buffer.hasRemaining()) {
      into.add(buffer.getLong(), buffer.getLong(), hour);
    }
  }
}
