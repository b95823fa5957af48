package io.tributary.connectors.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CollectedSplitTest {
  private final CollectedSplit.Serializer<Boolean> serializer =
      new CollectedSplit.Serializer<>(CollectedEnumerator.AssignedSerializer.INSTANCE);

  @Test
  void isReadAsItWasWritten() throws IOException {
    CollectedSplit<Boolean> split = new CollectedSplit<>("files", true);
    assertThat(serializer.deserialize(1, serializer.serialize(split))).isEqualTo(split);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2, Integer.MAX_VALUE})
  void aPositionOfAnotherLengthThanItSaysIsAnIOException(int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("files");
    out.writeInt(1);
    out.writeInt(length);
    out.writeByte(1);
    assertThatThrownBy(() -> serializer.deserialize(1, bytes.toByteArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the position in files is damaged");
  }
}
