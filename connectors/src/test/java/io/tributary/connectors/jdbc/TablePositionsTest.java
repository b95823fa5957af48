package io.tributary.connectors.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TablePositionsTest {
  private final TablePositions positions = new TablePositions();

  @Test
  void isReadAsItWasWritten() throws IOException {
    TablePosition position =
        TablePosition.beginning("invoices").settled(new RowPlace("2026-01-01", "é")).delivered();
    assertThat(positions.deserialize(1, positions.serialize(position)).settled())
        .isEqualTo(position.settled());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 5, Integer.MAX_VALUE})
  void aTextThatIsCutIsAnIOException(int length) {
    byte[] bytes = ByteBuffer.allocate(8).putInt(length).array();
    assertThatThrownBy(() -> positions.deserialize(1, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }
}
