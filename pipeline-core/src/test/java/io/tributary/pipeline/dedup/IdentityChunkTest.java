package io.tributary.pipeline.dedup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class IdentityChunkTest {
  @Test
  void bytesThatWereCutOffAreRefusedAndNotPassedOver() {
    assertThatThrownBy(() -> IdentityChunk.read(new byte[31], 0, new Identities()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("31 bytes")
        .hasMessageContaining("go on from another one");
  }
}
