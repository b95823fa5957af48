package io.tributary.connectors.ocr;

import com.ibm.icu.text.ArabicShaping;
import com.ibm.icu.text.ArabicShapingException;
import com.ibm.icu.text.Bidi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * Writes invoices in French, English and Arabic, in six layouts, with the values of a seed. What
 * the parser must not take for the date or the total is in them as well: dates of orders and of
 * payment, subtotals, taxes, deposits, balances, telephone numbers.
 */
public final class InvoiceGenerator {
  /** How many layouts there are. */
  public static final int LAYOUTS = 6;

  private static final String FONT = "/net/sf/jasperreports/fonts/dejavu/DejaVuSans.ttf";
  private static final float MARGIN = 50;
  private static final float SIZE = 10;

  /** The languages of its invoices. */
  public enum Language {
    FRENCH,
    ENGLISH,
    ARABIC
  }

  /** An invoice and what it says. */
  @SuppressWarnings("ArrayRecordComponent") // written to a file, never compared
  public record Generated(
      byte[] pdf,
      Language language,
      int layout,
      String number,
      LocalDate issued,
      BigDecimal total,
      String currency) {}

  private record Item(String name, int quantity, BigDecimal price) {
    BigDecimal amount() {
      return price.multiply(BigDecimal.valueOf(quantity));
    }
  }

  private final Random random;
  private final Language language;
  private final int layout;
  private final int amountForm;
  private final int dateForm;
  private final String currency;
  private final String sign;
  private final boolean hasArabicDigits;
  private PDPageContentStream page;
  private PDType0Font font;
  private float y;

  private InvoiceGenerator(Language language, int layout, long seed) {
    this.random = new Random(seed);
    this.language = language;
    this.layout = layout;
    this.amountForm = random.nextInt(2);
    this.dateForm = random.nextInt(4);
    this.hasArabicDigits = language == Language.ARABIC && random.nextBoolean();
    String[][] currencies =
        switch (language) {
          case FRENCH ->
              new String[][] {{"EUR", "€"}, {"EUR", "EUR"}, {"MAD", "DH"}, {"TND", "DT"}};
          case ENGLISH -> new String[][] {{"USD", "$"}, {"GBP", "£"}, {"EUR", "€"}, {"INR", "Rs."}};
          case ARABIC ->
              new String[][] {{"MAD", "د.م."}, {"SAR", "ر.س"}, {"EGP", "ج.م"}, {"TND", "د.ت"}};
        };
    String[] one = currencies[random.nextInt(currencies.length)];
    this.currency = one[0];
    this.sign = one[1];
  }

  /** One language after the other. */
  public static Language language(int index) {
    List<Language> all = List.of(Language.FRENCH, Language.ENGLISH, Language.ARABIC);
    return all.get(index % all.size());
  }

  /** Writes one; the same for the same arguments. */
  public static Generated write(Language language, int layout, long seed) {
    try {
      return new InvoiceGenerator(language, layout, seed * 31 + layout).write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Generated write() throws IOException {
    LocalDate issued = LocalDate.of(2015 + random.nextInt(10), 1, 1).plusDays(random.nextInt(365));
    String number = number(issued);
    List<Item> items = items();
    int decimals = currency.equals("TND") ? 3 : 2;
    BigDecimal net = items.stream().map(Item::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal tax = net.multiply(new BigDecimal("0.20")).setScale(decimals, RoundingMode.HALF_UP);
    BigDecimal total = net.add(tax);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument();
        InputStream ttf = InvoiceGenerator.class.getResourceAsStream(FONT)) {
      PDPage pdfPage = new PDPage(PDRectangle.A4);
      document.addPage(pdfPage);
      font = PDType0Font.load(document, ttf);
      try (PDPageContentStream content = new PDPageContentStream(document, pdfPage)) {
        page = content;
        y = 790;
        draw(issued, number, items, net, tax, total);
      }
      document.save(out);
    }
    return new Generated(out.toByteArray(), language, layout, number, issued, total, currency);
  }

  private void draw(
      LocalDate issued,
      String number,
      List<Item> items,
      BigDecimal net,
      BigDecimal tax,
      BigDecimal total)
      throws IOException {
    String seller = pick("Dupont & Fils SARL", "Northwind Traders Ltd", "شركة النور للتجارة");
    String customer = pick("Société Martin", "Acme Stores", "مؤسسة الأمل");
    String date = date(issued);
    String due = date(issued.plusDays(30));
    String ordered = date(issued.minusDays(12));
    switch (layout) {
      case 0 -> {
        row(14, seller);
        row(
            SIZE,
            pick(
                "12 rue des Lilas, 69003 Lyon",
                "4 Mill Lane, Leeds LS1 4AB",
                "شارع الحسن الثاني 12"));
        row(SIZE, pick("Tél : +33 4 78 22 11 00", "Tel: +44 113 496 0000", "هاتف: 0522334455"));
        gap();
        row(16, pick("FACTURE", "INVOICE", "فاتورة"));
        pair(pick("Facture n° :", "Invoice No:", "رقم الفاتورة:"), number);
        pair(pick("Date de commande :", "Order date:", "تاريخ الطلب:"), ordered);
        pair(pick("Date de facture :", "Invoice date:", "تاريخ الفاتورة:"), date);
        pair(pick("Échéance :", "Due date:", "تاريخ الاستحقاق:"), due);
        row(SIZE, customer);
        gap();
        table(items);
        totals(
            pick("Total HT", "Subtotal", "المجموع الفرعي"), net,
            pick("TVA 20 %", "VAT 20%", "ضريبة القيمة المضافة 20%"), tax,
            pick("Total TTC", "Total", "الإجمالي"), total);
      }
      case 1 -> {
        row(14, seller);
        gap();
        columns(
            pick("Numéro de facture", "Invoice number", "رقم الفاتورة"),
            pick("Date", "Date", "التاريخ"),
            pick("N° client", "Customer ID", "رقم العميل"));
        columns(number, date, "C" + (10000 + random.nextInt(90000)));
        gap();
        table(items);
        gap();
        columns(
            pick("Montant HT", "Net amount", "المبلغ قبل الضريبة"),
            pick("TVA", "VAT", "الضريبة"),
            pick("Montant TTC", "Grand total", "الإجمالي شامل الضريبة"));
        columns(amount(net), amount(tax), amount(total));
        gap();
        row(SIZE, pick("Payable avant le ", "Payable before ", "اجل الدفع ") + due);
      }
      case 2 -> {
        row(12, seller);
        row(SIZE, pick("Ticket n° ", "Receipt No: ", "رقم الفاتورة: ") + number);
        row(SIZE, pick("Date : ", "Date: ", "التاريخ: ") + date + " 14:05:11");
        gap();
        for (Item item : items) {
          pair(item.name(), amount(item.amount()));
        }
        pair(pick("Sous-total", "Subtotal", "المجموع الفرعي"), amount(net));
        pair(pick("TVA", "Tax", "الضريبة"), amount(tax));
        pair(pick("TOTAL", "TOTAL", "المجموع"), amount(total));
        BigDecimal given = total.setScale(-1, RoundingMode.UP).add(BigDecimal.TEN).setScale(2);
        pair(pick("Espèces", "Cash", "المبلغ المدفوع"), amount(given));
        pair(pick("Rendu", "Change", "الباقي"), amount(given.subtract(total)));
      }
      case 3 -> {
        row(SIZE, seller);
        row(SIZE, pick("Lyon, le ", "Leeds, ", "حررت في ") + date);
        gap();
        row(
            12,
            pick("Facture n° ", "Invoice no. ", "فاتورة رقم ")
                + number
                + pick(" du ", " of ", " بتاريخ ")
                + date);
        row(SIZE, pick("Votre commande du ", "Your order of ", "تاريخ الطلب ") + ordered);
        gap();
        table(items);
        totals(
            pick("Total hors taxes", "Total before tax", "الإجمالي قبل الضريبة"), net,
            pick("TVA", "Sales tax", "ضريبة القيمة المضافة"), tax,
            pick("Net à payer", "Amount due", "المبلغ المستحق"), total);
        row(SIZE, pick("Date limite de paiement : ", "Payment due by ", "تاريخ الاستحقاق: ") + due);
      }
      case 4 -> {
        row(14, seller);
        pair(pick("Facture", "Invoice #", "رقم الفاتورة"), number);
        pair(pick("Émise le", "Issue date", "تاريخ الإصدار"), date);
        pair(pick("Livraison le", "Delivery", "تاريخ التسليم"), ordered);
        gap();
        table(items);
        totals(
            pick("Montant HT", "Subtotal", "المجموع بدون الضريبة"), net,
            pick("Montant TVA", "GST", "الضريبة"), tax,
            pick("Total TTC", "Invoice total", "المجموع الكلي"), total);
        BigDecimal paid = total.divide(BigDecimal.valueOf(4), 2, RoundingMode.DOWN);
        pair(pick("Acompte", "Deposit", "المبلغ المدفوع"), amount(paid));
        pair(pick("Solde", "Balance", "الرصيد"), amount(total.subtract(paid)));
        row(
            SIZE,
            pick(
                "Mode de paiement : virement",
                "Payment method: bank transfer",
                "طريقة الدفع: تحويل بنكي"));
      }
      default -> {
        both(14, seller, pick("FACTURE", "INVOICE", "فاتورة"));
        both(
            SIZE,
            pick("12 rue des Lilas", "4 Mill Lane", "شارع محمد الخامس"),
            pick("Réf. facture : ", "Invoice Number: ", "رقم الفاتورة: ") + number);
        both(
            SIZE,
            pick("69003 Lyon", "Leeds LS1 4AB", "الدار البيضاء"),
            pick("Date d'émission : ", "Date of issue: ", "تاريخ الإصدار: ") + date);
        both(SIZE, "", pick("Échéance : ", "Due: ", "الاستحقاق: ") + due);
        gap();
        table(items);
        pair(pick("Total HT", "Total excl. VAT", "المبلغ بدون الضريبة"), amount(net));
        pair(pick("Total TVA", "Total VAT", "مبلغ الضريبة"), amount(tax));
        pair(pick("Total à payer TTC", "Total incl. VAT", "المبلغ الإجمالي"), amount(total));
      }
    }
  }

  private String pick(String french, String english, String arabic) {
    return switch (language) {
      case FRENCH -> french;
      case ENGLISH -> english;
      case ARABIC -> arabic;
    };
  }

  private String number(LocalDate issued) {
    int count = 1 + random.nextInt(99999);
    return switch (random.nextInt(3)) {
      case 0 -> "FA%d-%05d".formatted(issued.getYear(), count);
      case 1 -> "INV/%d/%05d".formatted(issued.getYear(), count);
      default -> "%d%06d".formatted(issued.getYear(), count);
    };
  }

  private List<Item> items() {
    String[] names =
        switch (language) {
          case FRENCH -> new String[] {"Papier A4", "Chaise de bureau", "Lampe", "Conseil"};
          case ENGLISH -> new String[] {"Paper A4", "Office chair", "Desk lamp", "Consulting"};
          case ARABIC -> new String[] {"ورق", "كرسي مكتب", "مصباح", "استشارة"};
        };
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      BigDecimal price = BigDecimal.valueOf(100 + random.nextInt(99_900), 2);
      items.add(new Item(names[i], 1 + random.nextInt(9), price));
    }
    return items;
  }

  private String amount(BigDecimal value) {
    String grouped =
        String.format(java.util.Locale.ROOT, "%,." + (currency.equals("TND") ? 3 : 2) + "f", value);
    String written =
        switch (language) {
          case FRENCH ->
              grouped
                  .replace(",", amountForm == 0 ? "\u00a0" : ".")
                  .replaceAll("\\.(?=[0-9]+$)", ",");
          case ENGLISH -> grouped;
          case ARABIC ->
              hasArabicDigits
                  ? grouped.replace(',', '٬').replace('.', '٫')
                  : amountForm == 0
                      ? grouped
                      : grouped.replace(',', '_').replace('.', ',').replace('_', '.');
        };
    String digits = arabicDigits(written);
    return switch (language) {
      case FRENCH -> digits + "\u00a0" + sign;
      case ENGLISH -> sign.equals("Rs.") ? "Rs. " + digits : sign + digits;
      case ARABIC -> digits + "\u00a0" + sign;
    };
  }

  private String arabicDigits(String text) {
    if (!hasArabicDigits) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.chars().forEach(c -> out.append((char) (c >= '0' && c <= '9' ? c - '0' + '٠' : c)));
    return out.toString();
  }

  private String date(LocalDate date) {
    String[] months =
        switch (language) {
          case FRENCH ->
              "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
                  .split(" ");
          case ENGLISH ->
              "January February March April May June July August September October November December"
                  .split(" ");
          case ARABIC ->
              "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
                  .split(" ");
        };
    String month = months[date.getMonthValue() - 1];
    int day = date.getDayOfMonth();
    int year = date.getYear();
    boolean isAmerican = language == Language.ENGLISH && currency.equals("USD");
    String written =
        switch (dateForm) {
          case 0 ->
              language == Language.ARABIC
                  ? "%d/%02d/%02d".formatted(year, date.getMonthValue(), day)
                  : isAmerican
                      ? "%02d/%02d/%d".formatted(date.getMonthValue(), day, year)
                      : "%02d/%02d/%d".formatted(day, date.getMonthValue(), year);
          case 1 ->
              language == Language.ENGLISH
                  ? "%s %d%s, %d".formatted(month, day, ordinal(day), year)
                  : "%d %s %d".formatted(day, month, year);
          case 2 -> "%d-%02d-%02d".formatted(year, date.getMonthValue(), day);
          default ->
              language == Language.FRENCH
                  ? "%02d.%02d.%d".formatted(day, date.getMonthValue(), year)
                  : "%d %s %d".formatted(day, month, year);
        };
    return arabicDigits(written);
  }

  private static String ordinal(int day) {
    return day / 10 == 1
        ? "th"
        : switch (day % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }

  // How it is put on the page; from the right side in Arabic.

  private void gap() {
    y -= 14;
  }

  private void row(float size, String text) throws IOException {
    at(MARGIN, size, text);
    y -= size * 1.6f;
  }

  private void pair(String label, String value) throws IOException {
    at(MARGIN, SIZE, label);
    at(MARGIN + 190, SIZE, value);
    y -= SIZE * 1.6f;
  }

  private void both(float size, String left, String right) throws IOException {
    at(MARGIN, size, left);
    at(MARGIN + 290, size, right);
    y -= size * 1.6f;
  }

  private void columns(String... texts) throws IOException {
    for (int i = 0; i < texts.length; i++) {
      at(MARGIN + i * 165, SIZE, texts[i]);
    }
    y -= SIZE * 1.8f;
  }

  private void table(List<Item> items) throws IOException {
    cells(
        pick("Désignation", "Description", "البيان"),
        pick("Qté", "Qty", "الكمية"),
        pick("Prix unitaire", "Unit price", "سعر الوحدة"),
        pick("Montant", "Amount", "المبلغ"));
    for (Item item : items) {
      cells(
          item.name(),
          arabicDigits(Integer.toString(item.quantity())),
          amount(item.price()),
          amount(item.amount()));
    }
    gap();
  }

  private void cells(String name, String quantity, String price, String amount) throws IOException {
    at(MARGIN, SIZE, name);
    at(MARGIN + 190, SIZE, quantity);
    at(MARGIN + 260, SIZE, price);
    at(MARGIN + 390, SIZE, amount);
    y -= SIZE * 1.6f;
  }

  private void totals(
      String net,
      BigDecimal netValue,
      String tax,
      BigDecimal taxValue,
      String total,
      BigDecimal sum)
      throws IOException {
    for (Object[] each : new Object[][] {{net, netValue}, {tax, taxValue}, {total, sum}}) {
      at(MARGIN + 220, SIZE, (String) each[0]);
      at(MARGIN + 390, SIZE, amount((BigDecimal) each[1]));
      y -= SIZE * 1.6f;
    }
  }

  private void at(float x, float size, String text) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    String visual = language == Language.ARABIC ? visual(text) : text;
    float width = font.getStringWidth(visual) / 1000 * size;
    float left = language == Language.ARABIC ? PDRectangle.A4.getWidth() - x - width : x;
    page.beginText();
    page.setFont(font, size);
    page.newLineAtOffset(left, y);
    page.showText(visual);
    page.endText();
  }

  /** Letters in the forms that they have beside each other, from left to right. */
  private static String visual(String text) {
    try {
      String shaped =
          new ArabicShaping(ArabicShaping.LETTERS_SHAPE | ArabicShaping.LENGTH_GROW_SHRINK)
              .shape(text);
      return new Bidi(shaped, Bidi.DIRECTION_RIGHT_TO_LEFT)
          .writeReordered(Bidi.DO_MIRRORING | Bidi.REMOVE_BIDI_CONTROLS);
    } catch (ArabicShapingException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
