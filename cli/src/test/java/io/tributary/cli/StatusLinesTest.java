package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatusLinesTest {
  private final StringWriter out = new StringWriter();

  @Test
  void renewsEachLineInItsPlaceOnATerminal() {
    StatusLines lines = new StatusLines(new PrintWriter(out), true);
    lines.show(List.of("tickets 1", "texts 1"));
    lines.show(List.of("tickets 2", "texts 2"));
    String clear = "\r\u001B[K";
    String up = "\u001B[A";
    assertThat(out.toString().replaceAll("\u001B\\[\\?7[lh]", ""))
        .isEqualTo(
            clear
                + "tickets 1\n"
                + clear
                + "texts 1"
                + up
                + clear
                + "tickets 2\n"
                + clear
                + "texts 2");
  }

  @Test
  void printsOnceInTenSecondsElsewhere() {
    StatusLines lines = new StatusLines(new PrintWriter(out), false);
    lines.show(List.of("tickets 1", "texts 1"));
    lines.show(List.of("tickets 2", "texts 2"));
    assertThat(out.toString().lines()).containsExactly("tickets 1", "texts 1");
  }
}
