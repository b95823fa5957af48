package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordKeyTest {
  private final RecordKey key = new RecordKey("ticket_id");

  @Test
  void isTheFieldInWhateverPlace() {
    assertThat(of("{\"a\":{\"ticket_id\":\"no\"},\"ticket_id\":\"é\"}")).isEqualTo("é");
  }

  @Test
  void mayLieWithinObjects() {
    RecordKey nested = new RecordKey("metadata.id");
    for (String value :
        new String[] {
          "{\"id\":\"no\",\"metadata\":{\"more\":{\"id\":\"no\"},\"id\":\"t-1\"}}",
          "{\"metadata\":{\"id\":\"t-1\"},\"text\""
        }) {
      assertThat(nested.of(value.getBytes(StandardCharsets.UTF_8))).asString().isEqualTo("t-1");
    }
    for (String value : new String[] {"{\"metadata\":\"t-1\"}", "{\"metadata\":{}}", "{}"}) {
      assertThat(nested.of(value.getBytes(StandardCharsets.UTF_8))).isNull();
    }
  }

  @Test
  void bringsCopiesOfAUuidTogetherWhateverTheirCase() {
    assertThat(of("{\"ticket_id\":\"550E8400-E29B-41D4-A716-446655440000\"}"))
        .isEqualTo("550e8400-e29b-41d4-a716-446655440000");
  }

  @Test
  void isReadFromARecordThatIsBrokenFurtherOn() {
    assertThat(of("{\"ticket_id\":\"7\",\"priority\"")).isEqualTo("7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{}", "null", "{\"ticket_id\":7}", "{\"ticket_id\":null}", "{\"x", "x"})
  void isNoneWhereTheFieldCannotBeRead(String value) {
    assertThat(key.of(value.getBytes(StandardCharsets.UTF_8))).isNull();
  }

  private String of(String value) {
    byte[] bytes = key.of(value.getBytes(StandardCharsets.UTF_8));
    return bytes == null ? "none" : new String(bytes, StandardCharsets.UTF_8);
  }
}
