package io.tributary.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** What holds of whatever is kept in checkpoints, whatever bytes are found there. */
public final class StateFormat {
  private StateFormat() {}

  /**
   * Checks that bytes are refused by an IOException, or are a value that is written and read again
   * as it is.
   *
   * @param said what of two values must be equal
   * @param input a version, and the bytes
   */
  public static <T> void check(
      SimpleVersionedSerializer<T> serializer, Function<T, Object> said, byte[] input)
      throws IOException {
    if (input.length == 0) {
      return;
    }
    T value;
    try {
      value = serializer.deserialize(input[0], Arrays.copyOfRange(input, 1, input.length));
    } catch (IOException refused) {
      return;
    }
    byte[] written = serializer.serialize(value);
    T again = serializer.deserialize(serializer.getVersion(), written);
    assertThat(said.apply(again)).isEqualTo(said.apply(value));
  }

  /** A seed: a version, and the bytes. */
  public static byte[] seed(int version, byte[] bytes) {
    byte[] seed = new byte[bytes.length + 1];
    seed[0] = (byte) version;
    System.arraycopy(bytes, 0, seed, 1, bytes.length);
    return seed;
  }

  /** Writes a seed. */
  public interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  /** The same, written by hand: what Jazzer is to look into must not be loaded before it. */
  public static byte[] seed(int version, Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seed(version, bytes.toByteArray());
  }
}
