package io.tributary.connectors.ocr.fields;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who has written an invoice: a label says it, or a company's form, or the first line. */
final class Sellers {
  private static final Pattern LABEL =
      Labels.pattern(
          "sold by|seller|vendor|vendeur|emetteur|fournisseur|supplier|البايع|المورد|اسم الشركه");
  private static final Pattern COMPANY =
      Labels.pattern(
          "s\\.?a\\.?r\\.?l|s\\.?a\\.?s|s\\.?a\\.?s\\.?u|eurl|ltd|limited|llc|inc|gmbh|b\\.v|plc|s\\.?a|sdn\\.?"
              + " ?bhd|pvt|ش\\.م\\.م|ش\\.ذ\\.م\\.م|شركه");
  private static final Pattern TITLE =
      Labels.pattern(
          "facture|invoice|invoices|receipt|bill|tax|fatoora|فاتوره|date|page|copie|copy|duplicata|original"
              + "|client|customer|total|tel|fax|email");
  private static final int TOP = 8;
  private static final int LONGEST = 100;

  private Sellers() {}

  static Optional<Field<String>> find(List<Line> lines) {
    for (Labels.Found label : Labels.find(LABEL, lines)) {
      for (Labels.Value value : Labels.values(label, lines)) {
        if (isName(value.text())) {
          return Optional.of(new Field<>(trimmed(value.text()), 0.9 * value.confidence()));
        }
      }
    }
    List<Line> top = lines.subList(0, Math.min(TOP, lines.size()));
    for (Line line : top) {
      for (Cell cell : line.cells()) {
        if (COMPANY.matcher(Folded.of(cell.text())).find() && isName(cell.text())) {
          return Optional.of(new Field<>(trimmed(cell.text()), 0.7 * cell.confidence()));
        }
      }
    }
    for (Line line : top) {
      for (Cell cell : line.cells()) {
        if (!TITLE.matcher(Folded.of(cell.text())).find() && isName(cell.text())) {
          return Optional.of(new Field<>(trimmed(cell.text()), 0.45 * cell.confidence()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isName(String text) {
    return text.chars().filter(Character::isLetter).count() >= 3;
  }

  private static String trimmed(String text) {
    Matcher marks = Pattern.compile("^[\\s:.,;*|-]+|[\\s:,;*|-]+$").matcher(text);
    String name = marks.replaceAll("");
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
  }
}
