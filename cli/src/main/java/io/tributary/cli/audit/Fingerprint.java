package io.tributary.cli.audit;

import io.tributary.pipeline.record.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * 64 bits of the SHA-256 of some values, by which they are compared without being kept. Each is
 * told apart from its neighbours, and nothing from what is empty. Not thread-safe.
 */
final class Fingerprint {
  private final MessageDigest sha256 = Sha256.digest();
  private final ByteBuffer head = ByteBuffer.allocate(1 + Long.BYTES);

  /** Adds a text, bytes, a number, a yes or no, a list of such, or nothing. */
  Fingerprint add(@Nullable Object value) {
    if (value == null) {
      head('0', 0);
    } else if (value instanceof String text) {
      bytes('s', text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof byte[] bytes) {
      bytes('b', bytes);
    } else if (value instanceof Long number) {
      head('n', number);
    } else if (value instanceof Double number) {
      head('d', Double.doubleToLongBits(number));
    } else if (value instanceof Boolean flag) {
      head('f', flag ? 1 : 0);
    } else if (value instanceof List<?> list) {
      head('l', list.size());
      list.forEach(this::add);
    } else {
      throw new IllegalArgumentException("no value that is compared: " + value.getClass());
    }
    return this;
  }

  /** The fingerprint of what was added since the last one. */
  long end() {
    return ByteBuffer.wrap(sha256.digest()).getLong();
  }

  private void bytes(char kind, byte[] bytes) {
    head(kind, bytes.length);
    sha256.update(bytes);
  }

  private void head(char kind, long number) {
    head.clear();
    sha256.update(head.put((byte) kind).putLong(number).flip());
  }
}
