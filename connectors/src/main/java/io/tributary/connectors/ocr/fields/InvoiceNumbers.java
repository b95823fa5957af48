package io.tributary.connectors.ocr.fields;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers by which somebody names an invoice or a customer. */
final class InvoiceNumbers {
  private static final String NO =
      "(?:n ?[°o]\\.?|nr\\.?|no\\.?|num\\.?|numbers?|numero|id|ref(?:erence)?\\.?|#|num)";

  /** The surest first. */
  private static final List<Label> INVOICE =
      List.of(
          new Label(
              "(?:tax |retail )?(?:facture|invoices?|factuur|credit note|avoir)(?:/bill)? ?"
                  + NO
                  + "|"
                  + NO
                  + " ?(?:de |d')?(?:la )?(?:facture|invoice)|f ?actuurnummer"
                  + "|رقم الفاتوره|فاتوره (?:ضريبيه )?رقم|الفاتوره رقم",
              0.95),
          new Label("(?:bill|receipt|ticket|document|doc|slip|cash bill|recu|inv) ?" + NO, 0.85),
          new Label("(?:tax )?invoice|facture|فاتوره|الفاتوره", 0.75),
          new Label(
              "(?:booking|transaction|trans|trn|order|commande|reservation|cash) ?"
                  + NO
                  + "|رقم (?:الطلب|الحجز|الايصال|المعامله)",
              0.6),
          new Label(NO + "|رقم", 0.5));

  private static final List<Label> CUSTOMER =
      List.of(
          new Label(
              NO
                  + " ?(?:de )?(?:client|compte)|(?:client|customer|account|code client) ?"
                  + NO
                  + "|(?:code|ref\\.?) client|id\\.? ?client|klantnummer"
                  + "|رقم (?:العميل|الزبون|الحساب)|رمز العميل",
              0.9));

  private static final Pattern VALUE =
      Pattern.compile(
          "^(?:" + NO + "[ :]*)?([\\p{L}0-9][\\p{L}0-9_/.\\-]{0,39})(?![\\p{L}0-9])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PRICE = Pattern.compile("[0-9]{1,7}[.,][0-9]{2}");
  private static final Pattern BANK = Labels.pattern("bank|banque|iban|bic|swift|البنك|بنك");

  private static final Pattern TAX_OFFICE =
      Labels.pattern(
          "gst|vat|tva|tax|btw|siret|siren|reg(?:istration)?|rc|ice|tel|phone|fax|الضريبي|السجل|هاتف");

  /** A label below says little: what stands beside may count or order anything. */
  private static final double SURE = 0.7;

  private static final int SHORTEST = 4;

  private InvoiceNumbers() {}

  private record Label(Pattern pattern, double confidence) {
    Label(String alternatives, double confidence) {
      this(Pattern.compile("(?<![\\p{L}0-9])(?:" + alternatives + ")(?![\\p{L}])"), confidence);
    }
  }

  static Optional<Field<String>> invoice(List<Line> lines) {
    return find(INVOICE, lines);
  }

  static Optional<Field<String>> customer(List<Line> lines) {
    return find(CUSTOMER, lines);
  }

  private static Optional<Field<String>> find(List<Label> labels, List<Line> lines) {
    for (Label label : labels) {
      Optional<Field<String>> best = Optional.empty();
      for (Labels.Found found : Labels.find(label.pattern(), lines)) {
        String line = lines.get(found.line()).folded();
        if (BANK.matcher(line.substring(0, found.end())).find()
            || (label.confidence() < SURE && TAX_OFFICE.matcher(line).find())) {
          continue;
        }
        for (Labels.Value value : Labels.values(found, lines)) {
          Optional<String> number = number(value.text(), label.confidence());
          double confidence = label.confidence() * value.confidence();
          if (number.isPresent()
              && best.filter(other -> other.confidence() >= confidence).isEmpty()) {
            best = Optional.of(new Field<>(number.get(), confidence));
          }
          if (number.isPresent()) {
            break;
          }
        }
      }
      if (best.isPresent()) {
        return best;
      }
    }
    return Optional.empty();
  }

  /** A text that begins with something with digits that is neither a date nor a price. */
  private static Optional<String> number(String text, double label) {
    Matcher matcher = VALUE.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String number = matcher.group(1).replaceAll("[./\\-_]+$", "");
    Line line = Line.of(text, 1);
    boolean isDate = Dates.in(line).stream().anyMatch(date -> date.begin() < matcher.end());
    boolean hasDigits = number.chars().anyMatch(Character::isDigit);
    if (isDate
        || !hasDigits
        || PRICE.matcher(number).matches()
        || (label < SURE && number.length() < SHORTEST)) {
      return Optional.empty();
    }
    return Optional.of(number);
  }
}
