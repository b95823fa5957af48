package io.tributary.cli.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.lake.Column;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordFieldsTest {
  private final RecordFields fields =
      new RecordFields(
          List.of(
              Column.text("t"),
              Column.number("n"),
              Column.real("r"),
              Column.flag("f"),
              Column.texts("l"),
              Column.object("o")));

  @Test
  void readsEachByItsType() {
    assertThat(
            read(
                "{\"x\":[{\"t\":1}],\"t\":\"\\u00e9\",\"n\":-5,\"r\":1e2,\"f\":true,\"l\":[\"a\",\"\"],\"o\":{}}"))
        .isTrue();
    assertThat(values()).containsExactly("é", -5L, 100.0, true, List.of("a", ""), "{}");
  }

  @Test
  void keepsAnObjectAsItStandsButForTheSpaceBetweenItsTokens() {
    read("{\"o\": { \"a b\" :\t1.50 ,\r\n\"c\": \" \\\" \\\\\", \"d\":[ { } ] } }");
    assertThat(fields.text("o")).isEqualTo("{\"a b\":1.50,\"c\":\" \\\" \\\\\",\"d\":[{}]}");
  }

  @Test
  void tellsWhatIsAbsentFromWhatIsOfAnotherType() {
    assertThat(read("{\"t\":7,\"n\":1.5,\"r\":\"1\",\"f\":null,\"l\":[1],\"o\":[]}")).isTrue();
    assertThat(values()).containsOnlyNulls();
    assertThat(fields.isMisfit(0)).isTrue();
    assertThat(fields.isMisfit(3)).isFalse();
    assertThat(fields.isMisfit(5)).isTrue();
    read("{}");
    assertThat(fields.isMisfit(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "\"t\"", "{\"t\":\"a\"", "{} {}", "{\"t\":\"a\"}x"})
  void tellsWhatIsNoObject(String value) {
    assertThat(read(value)).isFalse();
  }

  @Test
  void anObjectInAnotherEncodingIsNone() {
    String object = "{\"o\":{\"id\":\"x\"},\"t\":\"a\"}";
    assertThat(fields.read(object.getBytes(StandardCharsets.UTF_16LE))).isFalse();
    assertThat(fields.read(object.getBytes(StandardCharsets.UTF_16BE))).isFalse();
    assertThat(fields.read(("\ufeff" + object).getBytes(UTF_8))).isFalse();
  }

  @Test
  void knowsWhatStandsBeforeAFault() {
    assertThat(read("{\"o\":{\"id\":\"x\"},\"t\":\"a\",\"n\":")).isFalse();
    assertThat(fields.text("o")).isEqualTo("{\"id\":\"x\"}");
    assertThat(fields.text("t")).isEqualTo("a");
    assertThat(read("{\"o\":{\"id\":\"x\"")).isFalse();
    assertThat(fields.text("o")).isNull();
  }

  private boolean read(String value) {
    return fields.read(value.getBytes(UTF_8));
  }

  private List<Object> values() {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(fields.get(i));
    }
    return all;
  }
}
