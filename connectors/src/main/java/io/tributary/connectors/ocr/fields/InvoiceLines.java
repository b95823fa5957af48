package io.tributary.connectors.ocr.fields;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An invoice's lines, where they are plain: a description, a quantity, a price and an amount in one
 * line, and the first two make up the third. What doesn't come out is left away.
 */
final class InvoiceLines {
  private static final BigDecimal CENT = new BigDecimal("0.011");
  private static final int MOST = 500;
  private static final int LONGEST = 500;

  private InvoiceLines() {}

  static List<InvoiceLine> find(List<Line> lines, Optional<String> currency) {
    List<InvoiceLine> found = new ArrayList<>();
    for (Line line : lines) {
      if (found.size() < MOST) {
        line(line, currency).ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<InvoiceLine> line(Line line, Optional<String> currency) {
    List<Amounts.Found> amounts = Amounts.in(line, currency);
    if (amounts.size() < 3) {
      return Optional.empty();
    }
    for (int i = 0; i + 2 < amounts.size(); i++) {
      BigDecimal first = amounts.get(i).value();
      BigDecimal second = amounts.get(i + 1).value();
      Amounts.Found sum = amounts.get(amounts.size() - 1);
      boolean comesOut = first.multiply(second).subtract(sum.value()).abs().compareTo(CENT) < 0;
      if (!comesOut || sum.value().signum() == 0 || !sum.isMoney()) {
        continue;
      }
      String description =
          line.text().substring(0, amounts.get(i).begin()).replace(Line.CELL_END, ' ').strip();
      boolean isDescribed = description.chars().filter(Character::isLetter).count() >= 2;
      if (isDescribed) {
        boolean priceFirst = amounts.get(i).isMoney() && !amounts.get(i + 1).isMoney();
        return Optional.of(
            new InvoiceLine(
                description.length() <= LONGEST ? description : description.substring(0, LONGEST),
                priceFirst ? second : first,
                priceFirst ? first : second));
      }
    }
    return Optional.empty();
  }
}
