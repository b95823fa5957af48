package io.tributary.pipeline.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.record.Columns.Column;
import io.tributary.pipeline.record.Columns.Type;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private static final Columns<String> COLUMNS =
      Columns.<String>of()
          .text("text", Text::of)
          .label("label", row -> row + "!")
          .int64("length", String::length)
          .timestampMicros("at", row -> 7);

  @Test
  void columnsStandInTheOrderOfTheirDeclaration() {
    assertThat(COLUMNS.all())
        .extracting(Column::name)
        .containsExactly("text", "label", "length", "at");
    assertThat(COLUMNS.all())
        .extracting(Column::type)
        .containsExactly(Type.TEXT, Type.LABEL, Type.INT64, Type.TIMESTAMP_MICROS);
  }

  @Test
  void eachColumnTakesItsValueFromTheRow() {
    assertThat(COLUMNS.all().get(0).text("row")).isEqualTo(Text.of("row"));
    assertThat(COLUMNS.all().get(1).label("row")).isEqualTo("row!");
    assertThat(COLUMNS.all().get(2).number("row")).isEqualTo(3);
    assertThat(COLUMNS.all().get(3).number("row")).isEqualTo(7);
  }

  @Test
  void addingAColumnLeavesTheOthersAsTheyAre() {
    Columns<String> wider = COLUMNS.text("more", Text::of);
    assertThat(COLUMNS.all()).hasSize(4);
    assertThat(wider.all()).hasSize(5);
  }
}
