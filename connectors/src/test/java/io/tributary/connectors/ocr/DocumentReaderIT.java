package io.tributary.connectors.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.ocr.InvoiceGenerator.Generated;
import io.tributary.connectors.ocr.InvoiceGenerator.Language;
import io.tributary.connectors.ocr.fields.Field;
import io.tributary.connectors.ocr.fields.ReadInvoice;
import io.tributary.connectors.ocr.pages.PageLimits;
import io.tributary.connectors.ocr.pages.PageSplitter;
import io.tributary.connectors.ocr.pages.Unreadable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Documents as they come, read by tesseract; it prints what was found of each. */
final class DocumentReaderIT {
  private static final float DOTS_PER_INCH = 200;
  private static final int RENDERED = 21;

  /** What the collector takes by default; all else goes to review. */
  private static final double SURE = 0.5;

  /** The expected dates of the receipts, as they are printed on them. */
  private static final Map<String, String> RECEIPT_DATES =
      Map.of(
          "000", "2018-12-25",
          "010", "2017-12-29",
          "020", "2018-03-06",
          "030", "2018-03-05",
          "040", "2018-03-12",
          "050", "2018-03-23",
          "060", "2018-03-12",
          "070", "2018-02-05");

  @TempDir Path folder;
  private DocumentReader reader;

  /** Of two fields of several documents, how many were found rightly. */
  private static final class Score {
    int totals;
    int dates;
    int documents;
    int wronglySure;

    void add(String name, BigDecimal total, LocalDate issued, Optional<ReadInvoice> read) {
      Optional<Field<BigDecimal>> readTotal = read.flatMap(ReadInvoice::total);
      Optional<Field<LocalDate>> readDate = read.flatMap(ReadInvoice::issued);
      boolean isTotal = readTotal.filter(t -> t.value().compareTo(total) == 0).isPresent();
      boolean isDate = readDate.filter(d -> d.value().equals(issued)).isPresent();
      totals += isTotal ? 1 : 0;
      dates += isDate ? 1 : 0;
      documents++;
      boolean isSure =
          Stream.of(readTotal, readDate)
              .allMatch(field -> field.filter(f -> f.confidence() >= SURE).isPresent());
      wronglySure += isSure && !(isTotal && isDate) ? 1 : 0;
      System.out.printf(
          "| %s | %s | %s%s | %s | %s%s |%n",
          name,
          total,
          shown(readTotal),
          isTotal ? "" : " ✗",
          issued,
          shown(readDate),
          isDate ? "" : " ✗");
    }

    private static String shown(Optional<? extends Field<?>> field) {
      return field.map(f -> "%s (%.2f)".formatted(f.value(), f.confidence())).orElse("none");
    }
  }

  @BeforeEach
  void open() throws InterruptedException {
    reader =
        new DocumentReader(
            new PageSplitter(PageLimits.DEFAULTS), Tesseract.DEFAULT, TesseractProgram.open());
  }

  private Optional<ReadInvoice> read(Path document) throws Exception {
    try {
      return Optional.of(
          reader.read(document, Files.createTempDirectory(folder, "pages")).invoice());
    } catch (Unreadable e) {
      return Optional.empty();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "tributary.samples", matches = ".+")
  void readsRealInvoices() throws Exception {
    Path samples = Path.of(System.getProperty("tributary.samples")).resolve("invoice2data");
    Score score = new Score();
    int numbers = 0;
    for (Path pdf : files(samples, ".pdf")) {
      String name = pdf.getFileName().toString().replace(".pdf", "");
      JsonNode wanted = InboxFolder.json(samples.resolve(name + ".json")).path(0);
      Optional<ReadInvoice> read = read(pdf);
      score.add(
          name,
          wanted.path("amount").decimalValue(),
          LocalDate.parse(wanted.path("date").asText()),
          read);
      String number = wanted.path("invoice_number").asText().replace("#", "");
      numbers +=
          read.flatMap(ReadInvoice::number).filter(n -> n.value().equals(number)).isPresent()
              ? 1
              : 0;
    }
    assertThat(score.documents).isEqualTo(6);
    assertThat(score.totals).as("totals").isGreaterThanOrEqualTo(6);
    assertThat(score.dates).as("dates").isGreaterThanOrEqualTo(6);
    assertThat(numbers).as("numbers").isGreaterThanOrEqualTo(6);
  }

  @Test
  @EnabledIfSystemProperty(named = "tributary.samples", matches = ".+")
  void readsSomeReceiptsAndIsUnsureOfThoseThatItMisreads() throws Exception {
    Path samples = Path.of(System.getProperty("tributary.samples")).resolve("sroie");
    Score score = new Score();
    for (Path scan : files(samples, ".jpg")) {
      String name = scan.getFileName().toString().replace(".jpg", "");
      JsonNode wanted = InboxFolder.json(samples.resolve(name + ".json"));
      score.add(
          name,
          new BigDecimal(wanted.path("total").asText().replace("$", "")),
          LocalDate.parse(RECEIPT_DATES.get(name)),
          read(scan));
    }
    assertThat(score.documents).isEqualTo(8);
    assertThat(score.totals).as("totals").isGreaterThanOrEqualTo(3);
    assertThat(score.dates).as("dates").isGreaterThanOrEqualTo(5);
  }

  @Test
  void readsRenderedInvoicesInThreeLanguages() throws Exception {
    Map<Language, Score> scores = new HashMap<>();
    for (int i = 0; i < RENDERED; i++) {
      Language language = InvoiceGenerator.language(i);
      Generated wanted =
          InvoiceGenerator.write(language, (i / 3) % InvoiceGenerator.LAYOUTS, 1000 + i);
      Path png = Files.write(folder.resolve(i + ".png"), png(wanted));
      scores
          .computeIfAbsent(language, l -> new Score())
          .add(
              "%s, layout %d".formatted(language, wanted.layout()),
              wanted.total(),
              wanted.issued(),
              read(png));
    }
    scores.forEach(
        (language, score) ->
            System.out.printf(
                "| %s | %d | %d | %d | %d wrongly sure |%n",
                language, score.documents, score.totals, score.dates, score.wronglySure));
    for (Language language : List.of(Language.FRENCH, Language.ENGLISH)) {
      assertThat(scores.get(language).totals).as("totals " + language).isGreaterThanOrEqualTo(6);
      assertThat(scores.get(language).dates).as("dates " + language).isGreaterThanOrEqualTo(6);
    }
    // Its model for Arabic reads few numbers; what matters is that these go to review.
    assertThat(scores.values())
        .allSatisfy(score -> assertThat(score.wronglySure).as("wrongly sure").isZero());
  }

  @Test
  void makesInvoicesOfScansWhateverTheirNames() throws Exception {
    InboxFolder inbox = InboxFolder.in(folder.resolve("ocr"), Tesseract.DEFAULT);
    Generated picture = InvoiceGenerator.write(Language.FRENCH, 0, 5);
    Generated scan = InvoiceGenerator.write(Language.ENGLISH, 0, 6);
    String name = "-l $(touch pwned) 'فاتورة' .png";
    inbox.put(name, png(picture));
    inbox.put("scan.pdf", scanned(scan));

    List<Collected<Long>> records = inbox.collect(0);

    assertThat(records)
        .extracting(record -> InboxFolder.json(record).path("amount").asText())
        .containsExactlyInAnyOrder(picture.total().toPlainString(), scan.total().toPlainString());
    assertThat(InboxFolder.json(inbox.only("results", "scan.pdf.json")).path("engine").asText())
        .isEqualTo("tesseract");
    assertThat(inbox.files("done")).containsExactlyInAnyOrder(name, "scan.pdf");
    assertThat(Path.of("pwned")).doesNotExist();
  }

  @Test
  void sendsABlankPageToReview() throws Exception {
    InboxFolder inbox = InboxFolder.in(folder.resolve("ocr"), Tesseract.DEFAULT);
    BufferedImage blank = new BufferedImage(600, 800, BufferedImage.TYPE_BYTE_GRAY);
    blank.createGraphics().fillRect(0, 0, 600, 800);
    inbox.put("blank.png", png(blank));

    assertThat(inbox.collect(0))
        .singleElement()
        .satisfies(record -> assertThat(record.problem().detail()).contains("no letters", "blank"));
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static byte[] png(Generated invoice) throws IOException {
    try (PDDocument pdf = Loader.loadPDF(invoice.pdf())) {
      return png(new PDFRenderer(pdf).renderImageWithDPI(0, DOTS_PER_INCH, ImageType.GRAY));
    }
  }

  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", out);
    return out.toByteArray();
  }

  /** A PDF that holds nothing but the picture of a page. */
  private static byte[] scanned(Generated invoice) throws IOException {
    try (PDDocument from = Loader.loadPDF(invoice.pdf());
        PDDocument pdf = new PDDocument()) {
      BufferedImage picture =
          new PDFRenderer(from).renderImageWithDPI(0, DOTS_PER_INCH, ImageType.GRAY);
      PDPage page = new PDPage(from.getPage(0).getMediaBox());
      pdf.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(pdf, page)) {
        content.drawImage(
            LosslessFactory.createFromImage(pdf, picture),
            0,
            0,
            page.getMediaBox().getWidth(),
            page.getMediaBox().getHeight());
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      pdf.save(out);
      return out.toByteArray();
    }
  }
}
