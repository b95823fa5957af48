package io.tributary.connectors.ocr.fields;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an invoice comes to, with tax. Labels say what an amount is; sums that come out say so
 * better: a subtotal and a tax that make up a total, lines that make up a subtotal.
 */
final class Totals {
  private static final String WITH_TAX =
      "total (?:general )?(?:t\\.?t\\.?c\\.?|toutes taxes comprises)|montant (?:total )?(?:eur )?t\\.?t\\.?c\\.?"
          + "|total general|total facture|total de la facture"
          + "|grand total|invoice total|total for this invoice|total \\(?incl?(?:uding|usive|\\.)?[^\\t]{0,16}"
          + "|total (?:with|inclusive of) [^\\t0-9]{0,10}|total sales \\(?inclusive[^\\t0-9]{0,16}(?:6%\\)?)?"
          + "|الاجمالي (?:مع|شامل|بعد) الضريبه|المجموع (?:مع|شامل|بعد) الضريبه|المبلغ (?:مع|شامل) الضريبه"
          + "|المجموع الكلي|الاجمالي الكلي|المبلغ الاجمالي|اجمالي الفاتوره|المبلغ الكلي";
  private static final String DUE =
      "(?:total )?net a payer(?: t\\.?t\\.?c\\.?)?|(?:total|montant|somme|reste) (?:total )?(?:a payer|du|due|a regler)"
          + "|(?:total )?amount (?:due|payable)|total (?:due|payable|to pay)|net (?:total|payable)"
          + "|rounded total|round[^\\t0-9]{0,5} total"
          + "|المبلغ (?:المستحق|الواجب)(?: (?:الدفع|دفعه|سداده|اداوه))?|الصافي للدفع|صافي المبلغ|المستحق";
  private static final String BALANCE = "balance(?: due| payable)?|solde(?: du| a payer)?|الرصيد";
  private static final String PLAIN =
      "total(?: amount)?|totaal|montant(?: total)?|amount|الاجمالي|المجموع|المبلغ|اجمالي|مجموع";
  private static final String BEFORE_TAX =
      "sous[ -]?total|sub[ -]?total|subtotaal|(?:total|montant)(?: eur)?(?: net)? (?:h\\.?t\\.?|hors[ -]taxes?)"
          + "|total (?:excl?(?:uding|usive|\\.)?|before|without)[^\\t]{0,16}|total sales \\(?excluding[^\\t0-9]{0,16}"
          + "|net amount|amount excl[^\\t0-9]{0,10}|base h\\.?t\\.?|net h\\.?t\\.?|taxable amount|exclusief btw"
          + "|(?:المجموع|الاجمالي) (?:الفرعي|الجزيي|قبل الضريبه|بدون الضريبه|دون الضريبه|غير شامل الضريبه|الصافي)"
          + "|المبلغ (?:قبل|بدون|دون) الضريبه";
  private static final String TAX =
      "(?:total |montant )?(?:de la )?(?:t\\.?v\\.?a\\.?|taxes?)|vat|(?:sales )?tax|g\\.?s\\.?t\\.?|btw"
          + "|ضريبه القيمه المضافه|الضريبه(?: علي القيمه المضافه)?|ضريبه";
  private static final String NOT_IT =
      "total (?:qty|quantity|quantite|items?|articles|savings?|discount|remise|pieces?|weight|poids|paid|paye|tax|tva|gst|vat|saving)"
          + "|(?:total |amount )?(?:discount|remise|savings?|rabais)|(?:montant|amount|total) (?:paid|paye|received|tendered|regle)"
          + "|amount of tax|montant (?:de la )?tva|cash(?: tendered)?|change|tendered|acompte|deposit|capital"
          + "|rounding(?: adj[a-z]*)?|net sales|quantite|quantity|qty|penalites?|indemnite|escompte"
          + "|الخصم|المبلغ المدفوع|المدفوع|الباقي|مبلغ الضريبه|اجمالي الضريبه|مجموع الضريبه";

  private static final Pattern LABEL =
      Pattern.compile(
          "(?<![\\p{L}0-9])(?:(?<notit>"
              + NOT_IT
              + ")|(?<withtax>"
              + WITH_TAX
              + ")|(?<beforetax>"
              + BEFORE_TAX
              + ")|(?<due>"
              + DUE
              + ")|(?<balance>"
              + BALANCE
              + ")|(?<tax>"
              + TAX
              + ")|(?<plain>"
              + PLAIN
              + "))(?![\\p{L}])");
  private static final Pattern WITH_TAX_BEHIND =
      Labels.pattern("t\\.?t\\.?c\\.?|incl\\.? (?:vat|tax|btw|gst)|شامل الضريبه");

  private static final BigDecimal CENT = new BigDecimal("0.011");

  /** Each is compared with the sums of all others: with more, nobody could say which one it is. */
  private static final int MOST = 200;

  enum Role {
    WITH_TAX(0.92),
    DUE(0.88),
    PLAIN(0.84),
    BALANCE(0.6),
    BEFORE_TAX(0.4),
    TAX(0),
    UNLABELLED(0.3),
    NOT_IT(0);

    final double confidence;

    Role(double confidence) {
      this.confidence = confidence;
    }

    boolean mayBeTotal() {
      return confidence > 0 && this != BEFORE_TAX;
    }
  }

  /** An amount with what its label says that it is. */
  record Candidate(
      Role role, int line, BigDecimal value, Optional<String> currency, double label, double read) {
    /** A label that was read badly is a label still; so it counts less here than in the result. */
    double rank() {
      return label * (0.6 + 0.4 * read);
    }
  }

  /** The total and everything that was taken for it. */
  record Found(Optional<Field<BigDecimal>> total, Optional<String> currency) {}

  private final List<Line> lines;

  /** Of each line. */
  private final List<List<Amounts.Found>> amounts;

  private final List<Candidate> candidates = new ArrayList<>();

  private Totals(List<Line> lines, Optional<String> currency) {
    this.lines = lines;
    this.amounts = lines.stream().map(line -> Amounts.in(line, currency)).toList();
  }

  static Found find(List<Line> lines, Optional<String> currency, List<InvoiceLine> items) {
    Totals totals = new Totals(lines, currency);
    totals.collect();
    return totals.best(items);
  }

  private void collect() {
    for (int i = 0; i < lines.size(); i++) {
      List<Candidate> labelled = labelled(i);
      candidates.addAll(labelled);
      if (labelled.isEmpty()) {
        for (Amounts.Found amount : amounts.get(i)) {
          if (amount.currency().isPresent()) {
            add(Role.UNLABELLED, i, amount, 1);
          }
        }
      }
    }
  }

  private record Label(Role role, int begin, int end) {}

  private List<Candidate> labelled(int index) {
    Line line = lines.get(index);
    List<Amounts.Found> beside = amounts.get(index);
    List<Label> labels = labels(line);
    int before = candidates.size();
    for (int i = 0; i < labels.size(); i++) {
      Label label = labels.get(i);
      int end = i + 1 < labels.size() ? labels.get(i + 1).begin() : line.text().length();
      List<Amounts.Found> after =
          beside.stream().filter(a -> a.begin() >= label.end() && a.begin() < end).toList();
      if (!after.isEmpty()) {
        addBeside(label, index, after);
      } else if (labels.size() > 1 || beside.isEmpty()) {
        addBelow(label, index);
      }
    }
    List<Candidate> added = List.copyOf(candidates.subList(before, candidates.size()));
    candidates.subList(before, candidates.size()).clear();
    return added;
  }

  private static List<Label> labels(Line line) {
    List<Label> labels = new ArrayList<>();
    Matcher matcher = LABEL.matcher(line.folded());
    while (matcher.find()) {
      Role role = role(matcher);
      Label last = labels.isEmpty() ? null : labels.get(labels.size() - 1);
      boolean goesOn =
          last != null
              && line.folded().substring(last.end(), matcher.start()).matches("[ (:،,/-]{0,3}");
      if (goesOn && last != null) {
        // "Total TVA" is a tax, "TVA" behind "total incl." is part of the same label.
        Role both = last.role() == Role.PLAIN ? role : last.role();
        labels.set(labels.size() - 1, new Label(both, last.begin(), matcher.end()));
      } else {
        labels.add(new Label(role, matcher.start(), matcher.end()));
      }
    }
    return labels;
  }

  private static Role role(Matcher matcher) {
    if (matcher.group("notit") != null) {
      return Role.NOT_IT;
    } else if (matcher.group("withtax") != null) {
      return Role.WITH_TAX;
    } else if (matcher.group("beforetax") != null) {
      return Role.BEFORE_TAX;
    } else if (matcher.group("due") != null) {
      return Role.DUE;
    } else if (matcher.group("balance") != null) {
      return Role.BALANCE;
    } else if (matcher.group("tax") != null) {
      return Role.TAX;
    }
    return Role.PLAIN;
  }

  private void addBeside(Label label, int index, List<Amounts.Found> after) {
    List<Amounts.Found> money = after.stream().filter(Amounts.Found::isMoney).toList();
    List<Amounts.Found> likely = money.isEmpty() ? after : money;
    Amounts.Found last = likely.get(likely.size() - 1);
    boolean isBare = money.isEmpty();
    Role role = label.role();
    int size = likely.size();
    if (role.mayBeTotal() && size >= 3) {
      BigDecimal net = likely.get(size - 3).value();
      BigDecimal tax = likely.get(size - 2).value();
      if (tax.signum() != 0 && isSame(net.add(tax), last.value())) {
        add(Role.BEFORE_TAX, index, likely.get(size - 3), 1);
        add(Role.TAX, index, likely.get(size - 2), 1);
        add(Role.WITH_TAX, index, last, 1);
        return;
      }
    }
    String behind = lines.get(index).folded().substring(last.end());
    if (role == Role.PLAIN && WITH_TAX_BEHIND.matcher(behind).find()) {
      role = Role.WITH_TAX;
    }
    // A whole number without a currency may count anything.
    add(role, index, last, isBare ? 0.75 : 1);
  }

  private void addBelow(Label label, int index) {
    if (label.role() == Role.TAX || label.role() == Role.NOT_IT) {
      return;
    }
    Cell header = lines.get(index).cellAt(label.begin());
    for (int i = index + 1; i <= index + 2 && i < lines.size(); i++) {
      Line line = lines.get(i);
      for (Amounts.Found amount : amounts.get(i)) {
        if (amount.isMoney() && line.cellAt(amount.end() - 1).isInColumnOf(header)) {
          add(label.role(), i, amount, label.role() == Role.PLAIN ? 0.5 : 0.9);
          return;
        }
      }
    }
  }

  private void add(Role role, int line, Amounts.Found amount, double factor) {
    candidates.add(
        new Candidate(
            role,
            line,
            amount.value(),
            amount.currency(),
            role.confidence * factor,
            amount.confidence()));
  }

  private Found best(List<InvoiceLine> items) {
    if (candidates.size() > MOST) {
      candidates.removeIf(c -> c.role() == Role.UNLABELLED);
    }
    if (candidates.size() > MOST) {
      return new Found(Optional.empty(), Optional.empty());
    }
    BigDecimal itemsSum =
        items.stream().map(InvoiceLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    boolean hasOther =
        candidates.stream().anyMatch(c -> c.role().mayBeTotal() && c.value().signum() != 0);
    Optional<Candidate> best =
        candidates.stream()
            .filter(c -> c.role().mayBeTotal())
            // A balance of nothing, since all is paid.
            .filter(c -> c.value().signum() != 0 || !hasOther)
            .max(
                Comparator.<Candidate>comparingDouble(c -> rank(c, itemsSum))
                    .thenComparing(c -> c.value().abs())
                    .thenComparingInt(c -> -c.line()));
    return new Found(
        best.map(
            c -> new Field<>(c.value(), rank(c, itemsSum) * c.read() / (0.6 + 0.4 * c.read()))),
        best.flatMap(
            c ->
                c.currency()
                    .or(
                        () ->
                            candidates.stream()
                                .filter(other -> isSame(other.value(), c.value()))
                                .flatMap(other -> other.currency().stream())
                                .findFirst())));
  }

  private double rank(Candidate candidate, BigDecimal itemsSum) {
    double confidence = candidate.rank();
    boolean comesOut = isSumOfNetAndTax(candidate.value());
    if (comesOut) {
      confidence += 0.6 * (1 - confidence);
    } else if (candidate.role() == Role.PLAIN && isNetOfAnother(candidate)) {
      confidence *= 0.6;
    }
    if (itemsSum.signum() != 0
        && isSame(itemsSum, candidate.value())
        && !isNetOfAnother(candidate)) {
      confidence += 0.4 * (1 - confidence);
    }
    long again =
        candidates.stream()
                .filter(other -> other.role() != Role.NOT_IT)
                .filter(
                    other -> other.role() != Role.TAX && isSame(other.value(), candidate.value()))
                .count()
            - 1;
    return confidence + (1 - confidence) * Math.min(again, 3) * 0.08;
  }

  private boolean isSumOfNetAndTax(BigDecimal total) {
    for (Candidate net : candidates) {
      if (net.role() != Role.BEFORE_TAX && net.role() != Role.PLAIN) {
        continue;
      }
      BigDecimal taxes = BigDecimal.ZERO;
      for (Candidate tax : candidates) {
        if (tax.role() == Role.TAX && tax.value().signum() != 0) {
          taxes = taxes.add(tax.value());
          if (isSame(net.value().add(tax.value()), total)
              || isSame(net.value().add(taxes), total)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether a tax comes on top of it and makes up another candidate. */
  private boolean isNetOfAnother(Candidate net) {
    return candidates.stream()
        .filter(tax -> tax.role() == Role.TAX && tax.value().signum() != 0)
        .anyMatch(
            tax ->
                candidates.stream()
                    .filter(other -> other.role().mayBeTotal())
                    .anyMatch(other -> isSame(net.value().add(tax.value()), other.value())));
  }

  private static boolean isSame(BigDecimal one, BigDecimal other) {
    return one.subtract(other).abs().compareTo(CENT) < 0;
  }
}
