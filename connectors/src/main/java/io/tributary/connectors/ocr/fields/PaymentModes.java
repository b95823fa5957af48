package io.tributary.connectors.ocr.fields;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** How an invoice is paid: told by its label, or when the document names one mode only. */
final class PaymentModes {
  private static final Pattern LABEL =
      Labels.pattern(
          "(?:mode|moyen|methode|conditions)s? (?:de |du )?(?:paiement|reglement)|payment"
              + " (?:mode|method|type|means)|paid (?:by|through|with|via)|paye(?:e)?"
              + " par|regle(?:e)? par|betaalwijze|طريقه (?:الدفع|الاداء|السداد)|وسيله الدفع|الدفع"
              + " (?:بواسطه|عن طريق)");
  private static final int LINES_BELOW = 6;
  private static final Map<String, Pattern> MODES = modes();

  private PaymentModes() {}

  static Optional<Field<String>> find(List<Line> lines) {
    for (Labels.Found label : Labels.find(LABEL, lines)) {
      TreeSet<String> named = new TreeSet<>();
      collect(lines.get(label.line()).folded().substring(label.end()), named);
      // Below it may stand all that are possible.
      if (named.isEmpty()) {
        lines
            .subList(label.line() + 1, Math.min(lines.size(), label.line() + 1 + LINES_BELOW))
            .forEach(line -> collect(line.folded(), named));
      }
      if (named.size() == 1) {
        double read = lines.get(label.line()).cellAt(label.begin()).confidence();
        return Optional.of(new Field<>(named.first(), 0.9 * read));
      }
    }
    TreeSet<String> named = new TreeSet<>();
    lines.forEach(line -> collect(line.folded(), named));
    return named.size() == 1 ? Optional.of(new Field<>(named.first(), 0.6)) : Optional.empty();
  }

  private static void collect(String folded, Set<String> named) {
    MODES.forEach(
        (mode, words) -> {
          if (words.matcher(folded).find()) {
            named.add(mode);
          }
        });
  }

  private static Map<String, Pattern> modes() {
    Map<String, Pattern> modes = new LinkedHashMap<>();
    modes.put(
        "card",
        Labels.pattern(
            "carte(?: bancaire| bleue| de credit)?|cb|visa|master ?card|(?:by |credit |debit |bank"
                + " |bank)card|بطاقه(?: \\p{L}+)?"));
    modes.put(
        "transfer",
        Labels.pattern(
            "virement(?: bancaire)?|(?:bank |wire )transfer|wire|تحويل(?: بنكي| مصرفي)?|التحويل"
                + " البنكي"));
    modes.put("cash", Labels.pattern("especes|comptant|cash|نقدا|نقد|الدفع نقدا"));
    modes.put("cheque", Labels.pattern("cheques?|شيك|بشيك"));
    modes.put(
        "direct_debit",
        Labels.pattern(
            "prelevements?(?: automatique| sepa)?|direct debit|sepa debit|خصم"
                + " مباشر|الاقتطاع|اقتطاع(?: بنكي)?"));
    return modes;
  }
}
