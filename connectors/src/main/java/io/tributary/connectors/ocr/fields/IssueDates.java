package io.tributary.connectors.ocr.fields;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The day on which an invoice was issued, among all the days that it names. */
final class IssueDates {
  private static final String ISSUE =
      "date (?:de |d')?(?:la )?(?:facture|facturation|emission)|date facture|facture[^\\t]{0,40} (?:du|en date du)"
          + "|(?:invoice|bill|billing|issue|receipt|tax invoice|biz) ?date|date (?:of )?(?:issue|invoice)d?|dated|issued(?: on)?|bizdate"
          + "|emise? le|fait le|fait a [^\\t]{0,30} le|factuurdatum"
          + "|تاريخ (?:الفاتوره|الاصدار|اصدار الفاتوره|التحرير|الفوتره)|حرر(?:ت)? (?:في|بتاريخ)|صدرت (?:في|بتاريخ)";
  private static final String OTHER =
      "echeance|date limite|due(?: date)?(?: on)?|pay(?:ment|able|e)?(?: (?:due|date|before|by))*|paiement|reglement|prelevement[^\\t]{0,20}"
          + "|livraison|deliver(?:y|ed)|shipp(?:ing|ed)|order(?: date)?|commande|orderdatum|periode|period|valid(?:ity|e)?[^\\t]{0,12}"
          + "|check in|check out|from|until|au|jusqu'au|expir[a-z]*|birth|naissance"
          + "|(?:تاريخ )?(?:الاستحقاق|التسليم|الطلب|الدفع|الاداء|السداد|الصلاحيه|التوصيل)|اجل (?:الدفع|الاداء)";
  private static final String PLAIN = "date|le|on|datum|تاريخ|التاريخ|بتاريخ|في|يوم";

  private static final Pattern LABEL =
      Pattern.compile(
          "(?<![\\p{L}0-9])(?:(?<issue>"
              + ISSUE
              + ")|(?<other>"
              + OTHER
              + ")|(?<plain>"
              + PLAIN
              + "))(?![\\p{L}0-9])");
  private static final int LINES_ABOVE = 2;

  private IssueDates() {}

  private record Candidate(Dates.Found found, int line, double confidence) {}

  /**
   * Finds it.
   *
   * @param monthFirst whether the document is of a country that writes the month first; where its
   *     dates show another order, that rules
   */
  static Optional<Field<LocalDate>> find(List<Line> lines, boolean monthFirst) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      for (Dates.Found found : Dates.in(lines.get(i))) {
        double confidence = confidence(lines, i, found);
        double read = lines.get(i).cellAt(found.begin()).confidence();
        candidates.add(new Candidate(found, i, confidence * read));
      }
    }
    Dates.Order order = order(candidates, monthFirst);
    return candidates.stream()
        .max(
            Comparator.comparingDouble(Candidate::confidence)
                .thenComparing(Comparator.comparingInt(Candidate::line).reversed()))
        .map(best -> field(best, candidates, order));
  }

  private static Field<LocalDate> field(Candidate best, List<Candidate> all, Dates.Order order) {
    LocalDate date = best.found().date(order);
    long again = all.stream().filter(c -> c.found().date(order).equals(date)).count() - 1;
    double confidence = best.confidence() + (1 - best.confidence()) * Math.min(again, 3) * 0.1;
    // A French or Arabic document says nothing about its order and needn't: it is day first.
    boolean isUnsure = best.found().isAmbiguous() && order == Dates.Order.UNKNOWN;
    return new Field<>(date, isUnsure ? 0.9 * confidence : confidence);
  }

  private static Dates.Order order(List<Candidate> all, boolean monthFirst) {
    long dayFirst = all.stream().filter(c -> c.found().order() == Dates.Order.DAY_FIRST).count();
    long month = all.stream().filter(c -> c.found().order() == Dates.Order.MONTH_FIRST).count();
    if (dayFirst != month) {
      return dayFirst > month ? Dates.Order.DAY_FIRST : Dates.Order.MONTH_FIRST;
    }
    return monthFirst ? Dates.Order.MONTH_FIRST : Dates.Order.UNKNOWN;
  }

  private static double confidence(List<Line> lines, int index, Dates.Found found) {
    Line line = lines.get(index);
    String before = line.folded().substring(0, found.begin());
    int lastDate = 0;
    for (Dates.Found other : Dates.in(line)) {
      if (other.end() <= found.begin()) {
        lastDate = other.end();
      }
    }
    double beside = label(before.substring(lastDate));
    if (beside > 0) {
      return beside;
    }
    Cell cell = line.cellAt(found.begin());
    for (int i = index - 1; i >= Math.max(0, index - LINES_ABOVE); i--) {
      for (Cell above : lines.get(i).cells()) {
        double label = label(Folded.of(above.text()));
        if (above.isInColumnOf(cell) && label > 0 && Dates.in(lines.get(i)).isEmpty()) {
          return 0.95 * label;
        }
      }
    }
    return index < lines.size() / 2 ? 0.6 : 0.55;
  }

  /** Of the last label in a text; 0 when there is none. */
  private static double label(String folded) {
    double confidence = 0;
    Matcher matcher = LABEL.matcher(folded);
    while (matcher.find()) {
      if (matcher.group("issue") != null) {
        confidence = 0.97;
      } else if (matcher.group("other") != null) {
        confidence = 0.25;
      } else if (confidence == 0 || matcher.start() == 0) {
        String name = matcher.group("plain");
        confidence = name.length() > 2 ? 0.88 : 0.7;
      }
    }
    return confidence;
  }
}
