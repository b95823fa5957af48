package io.tributary.connectors.ocr;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** How a position is kept: the number of the newest document that is out. */
final class DocumentPosition implements SimpleVersionedSerializer<Long> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(Long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  @Override
  public Long deserialize(int version, byte[] bytes) throws IOException {
    if (version != VERSION || bytes.length != Long.BYTES) {
      throw new IOException(
          "a position of documents in version %d is not known".formatted(version));
    }
    return ByteBuffer.wrap(bytes).getLong();
  }
}
