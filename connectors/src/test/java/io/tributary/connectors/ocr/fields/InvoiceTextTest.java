package io.tributary.connectors.ocr.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that somebody has made to keep the reader busy, and those that only look like it. */
final class InvoiceTextTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static ReadInvoice read(Stream<String> lines) {
    List<Line> all = lines.map(line -> Line.of(line, 1)).toList();
    return assertTimeoutPreemptively(SOON, () -> InvoiceText.parse(all));
  }

  static Stream<String> endless() {
    return Stream.of(
        "1" + ",23".repeat(30_000),
        "fr76" + "abcd".repeat(30_000),
        "fr76" + " abcd".repeat(30_000));
  }

  @ParameterizedTest
  @MethodSource("endless")
  void looksForNothingInALineThatNobodyPrints(String line) {
    ReadInvoice read = read(Stream.of("Facture n° F-17", line, "Total TTC 14,40 €"));
    assertThat(read.total().orElseThrow().value()).isEqualByComparingTo("14.40");
    assertThat(read.number().orElseThrow().value()).isEqualTo("F-17");
  }

  @Test
  void findsNoTotalAmongHundreds() {
    List<String> both = List.of("Total 1.00", "TVA 1.00");
    assertThat(read(Collections.nCopies(1_500, both).stream().flatMap(List::stream)).total())
        .isEmpty();
  }

  @Test
  void findsTheTotalBelowHundredsOfAmounts() {
    BigDecimal total =
        read(Stream.concat(
                Collections.nCopies(1_500, "Vis inox 12,00 €").stream(),
                Stream.of("Total TTC 14,40 €")))
            .total()
            .orElseThrow()
            .value();
    assertThat(total).isEqualByComparingTo("14.40");
  }
}
