package io.tributary.connectors.ocr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector.Batch;
import io.tributary.connectors.collect.Collector.Collection;
import io.tributary.connectors.ocr.InvoiceGenerator.Generated;
import io.tributary.connectors.ocr.InvoiceGenerator.Language;
import io.tributary.connectors.ocr.fields.Line;
import io.tributary.connectors.ocr.pages.PageLimits;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Sha256;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the inbox to invoices, with documents that hold their text themselves. */
final class DocumentCollectorTest {
  private static final Generated FRENCH = InvoiceGenerator.write(Language.FRENCH, 0, 1);
  private static final Generated ENGLISH = InvoiceGenerator.write(Language.ENGLISH, 3, 2);
  private static final Generated ARABIC = InvoiceGenerator.write(Language.ARABIC, 4, 3);

  @TempDir Path folder;
  private InboxFolder inbox;

  @BeforeEach
  void begin() {
    inbox = InboxFolder.in(folder, new NoEngine());
  }

  @Test
  void makesInvoicesOfDocuments() throws Exception {
    inbox.put("dupont/mars.pdf", FRENCH.pdf());

    Collected<Long> record = one(inbox.collect(0));

    JsonNode invoice = InboxFolder.json(record);
    assertThat(invoice.path("invoice_id").asText()).isEqualTo(FRENCH.number());
    assertThat(invoice.path("issued_at").asText()).isEqualTo(FRENCH.issued().toString());
    assertThat(invoice.path("amount").asText()).isEqualTo(FRENCH.total().toPlainString());
    assertThat(invoice.path("currency").asText()).isEqualTo(FRENCH.currency());
    assertThat(invoice.path("country").asText()).isEqualTo("FR");
    assertThat(invoice.path("source").asText()).isEqualTo("ocr");
    assertThat(invoice.path("seller").asText()).isEqualTo("Dupont & Fils SARL");
    assertThat(record.raw().topic()).isEqualTo("ocr/dupont/mars.pdf");
    assertThat(record.raw().offset()).isZero();
    assertThat(record.raw().value()).isEqualTo(FRENCH.pdf());
    assertThat(inbox.files("inbox")).isEmpty();
    assertThat(inbox.files("done")).containsExactly("dupont_mars.pdf");
    assertThat(inbox.files(".work")).doesNotContain("document");
    JsonNode result = InboxFolder.json(inbox.only("results", "dupont_mars.pdf.json"));
    assertThat(result.path("engine").asText()).isEqualTo("text");
    assertThat(result.path("outcome").asText()).isEqualTo("invoice");
    assertThat(result.path("fields").path("amount").path("confidence").asDouble())
        .isGreaterThan(0.9);
    assertThat(result.path("text").asText()).contains(FRENCH.number());
  }

  @Test
  void passesOverTheSameDocumentUnderAnotherName() throws Exception {
    inbox.put("a.pdf", FRENCH.pdf());
    long after = one(inbox.collect(0)).after();
    inbox.put("b.pdf", FRENCH.pdf());

    assertThat(inbox.collect(after)).isEmpty();
    assertThat(inbox.files("inbox")).isEmpty();
    assertThat(inbox.files("duplicates")).containsExactly("b.pdf");
  }

  @Test
  void takesADocumentAndItsCopiesWhoseFlatNamesAreTooLong() throws Exception {
    String longest = "é".repeat(125) + ".pdf";
    inbox.put(longest, FRENCH.pdf());
    inbox.put("nonsense/" + longest, "nonsense".getBytes(UTF_8));
    inbox.collect(0);
    inbox.put("dupont/" + longest, FRENCH.pdf());
    inbox.collect(2);
    inbox.put("dupont/" + longest, FRENCH.pdf());
    inbox.put("b.pdf", ENGLISH.pdf());

    assertThat(inbox.collect(2)).hasSize(1);
    assertThat(inbox.files("inbox")).isEmpty();
    assertThat(inbox.files("done")).containsExactly("b.pdf", "é".repeat(119) + ".pdf");
    assertThat(inbox.files("review"))
        .containsExactly(
            "nonsense_" + "é".repeat(115) + ".pdf",
            "nonsense_" + "é".repeat(115) + ".pdf.reason.json");
    assertThat(inbox.files("duplicates"))
        .containsExactly(
            "dupont_" + "é".repeat(121) + "-2.pdf", "dupont_" + "é".repeat(122) + ".pdf");
  }

  @Test
  void keepsDifferentDocumentsOfTheSameNameApart() throws Exception {
    inbox.put("a.pdf", FRENCH.pdf());
    inbox.collect(0);
    inbox.put("a.pdf", ENGLISH.pdf());
    inbox.collect(1);

    assertThat(inbox.files("done")).containsExactly("a-2.pdf", "a.pdf");
    assertThat(inbox.files("results")).containsExactly("a-2.pdf.json", "a.pdf.json");
  }

  @Test
  void givesTheSameRecordsAgainToAJobThatGoesBack() throws Exception {
    inbox.put("a.pdf", FRENCH.pdf());
    inbox.put("b.pdf", ENGLISH.pdf());
    inbox.put("c.pdf", "nonsense".getBytes(UTF_8));
    List<Collected<Long>> first = inbox.collect(0);

    assertThat(first).hasSize(3);
    assertThat(inbox.collect(0)).usingRecursiveComparison().isEqualTo(first);
    assertThat(inbox.collect(1)).usingRecursiveComparison().isEqualTo(first.subList(1, 3));
    assertThat(inbox.collect(3)).isEmpty();
  }

  @Test
  void goesOnFromEveryStepThatAKillCanLeave() throws Exception {
    inbox.put("a.pdf", FRENCH.pdf());
    List<Collected<Long>> whole = inbox.collect(0);
    Path done = inbox.only("done", "a.pdf");
    Path result = inbox.only("results", "a.pdf.json");
    Path source = folder.resolve("inbox/a.pdf");

    // The result is written, the document still in the inbox.
    Files.move(done, source);
    assertThat(inbox.collect(0)).usingRecursiveComparison().isEqualTo(whole);
    assertThat(done).exists();

    // Only the journal knows of it.
    Files.move(done, source);
    Files.delete(result);
    assertThat(one(inbox.collect(0)).json()).isEqualTo(whole.get(0).json());
    assertThat(done).exists();
    assertThat(result).exists();

    // Half a line in the journal.
    Files.writeString(
        folder.resolve("documents.jsonl"), "{\"number\":2,\"docu", StandardOpenOption.APPEND);
    inbox.put("b.pdf", ENGLISH.pdf());
    assertThat(one(inbox.collect(1)).after()).isEqualTo(2);
    assertThat(Files.readAllLines(folder.resolve("documents.jsonl"))).hasSize(2);
  }

  @Test
  void doesNotTouchWhatIsHiddenOrBeingWrittenOrALink() throws Exception {
    inbox.put("a.pdf.part", FRENCH.pdf());
    inbox.put(".a.pdf", FRENCH.pdf());
    inbox.put(".hidden/a.pdf", FRENCH.pdf());
    Path outside = Files.write(folder.resolve("outside.pdf"), FRENCH.pdf());
    Files.createSymbolicLink(folder.resolve("inbox/link.pdf"), outside);
    Files.createSymbolicLink(folder.resolve("inbox/folder"), folder.getRoot());

    assertThat(inbox.collect(0)).isEmpty();
    assertThat(folder.resolve("inbox/link.pdf")).isSymbolicLink();
    assertThat(folder.resolve("inbox/a.pdf.part")).exists();
    assertThat(outside).exists();
  }

  @Test
  void waitsForAFileThatStillGrows() throws Exception {
    inbox =
        inbox.with(
            new DocumentSettings(
                inbox.settings().inbox(),
                new NoEngine(),
                PageLimits.DEFAULTS,
                0.5,
                "FR",
                Duration.ofHours(1),
                Duration.ofMillis(10)));
    Path file = inbox.put("a.pdf", FRENCH.pdf());
    try (Collection<Long> collection = inbox.open(0)) {
      Batch<Long> batch = collection.next();
      assertThat(batch.records()).isEmpty();
      assertThat(batch.ended()).isFalse();

      Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(0));
      assertThat(collection.next().records()).hasSize(1);
      assertThat(collection.next().ended()).isTrue();
    }
  }

  @Test
  void sendsWhatItCantReadToReviewWithTheReason() throws Exception {
    assertReviewed("empty.pdf", new byte[0], "the file is empty");
    assertReviewed("text.pdf", "hello".getBytes(UTF_8), "no PDF, PNG or JPEG");
    assertReviewed("broken.pdf", "%PDF-1.7\nnothing".getBytes(UTF_8), "broken");
    assertReviewed(
        "cut.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'}, "broken");
    assertReviewed("encrypted.pdf", encrypted(), "encrypted with a password");
    assertReviewed("long.pdf", pages(21), "21 pages, more than 20");
    assertReviewed("wide.png", bombPng(), "pixels, more than");
  }

  @Test
  void sendsADocumentOfManyCharactersToReview() throws Exception {
    inbox = InboxFolder.in(folder, new WordyEngine());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY), "png", png);
    assertReviewed("book.png", png.toByteArray(), "characters, more than 200000");
  }

  @Test
  void endsWhatTakesTooLong() throws Exception {
    DocumentSettings usual = inbox.settings();
    PageLimits limits = usual.limits();
    inbox =
        inbox.with(
            new DocumentSettings(
                usual.inbox(),
                usual.engine(),
                new PageLimits(
                    limits.bytes(),
                    limits.pages(),
                    limits.pixels(),
                    Duration.ofSeconds(3),
                    limits.memory()),
                usual.minConfidence(),
                usual.country(),
                usual.settle(),
                usual.poll()));
    assertReviewed("bomb.pdf", bombPdf(), "takes more than 3 seconds");
  }

  private void assertReviewed(String name, byte[] content, String reason) throws Exception {
    inbox.put(name, content);
    long from =
        Files.exists(folder.resolve("documents.jsonl"))
            ? Files.readAllLines(folder.resolve("documents.jsonl")).size()
            : 0;

    Collected<Long> record = one(inbox.collect(from));

    assertThat(record.json()).as(name).isNull();
    assertThat(record.problem().reason()).isEqualTo(RejectReason.INVALID_VALUE);
    assertThat(record.problem().field()).isEqualTo("document");
    assertThat(record.problem().detail()).as(name).contains(reason);
    assertThat(inbox.files("review")).contains(name, name + ".reason.json");
    assertThat(
            InboxFolder.json(inbox.only("review", name + ".reason.json"))
                .path("problem")
                .path("detail")
                .asText())
        .isEqualTo(record.problem().detail());
    assertThat(inbox.files("inbox")).isEmpty();
  }

  @Test
  void sendsUnsureInvoicesToReviewAndReadsThemAgainWhenTheyAreMovedBack() throws Exception {
    DocumentSettings sure = inbox.settings();
    InboxFolder strict =
        inbox.with(
            new DocumentSettings(
                sure.inbox(), sure.engine(), sure.limits(), 1, "FR", sure.settle(), sure.poll()));
    inbox.put("a.pdf", ENGLISH.pdf());

    Collected<Long> record = one(strict.collect(0));

    assertThat(record.problem().field()).isEqualTo("amount");
    assertThat(record.problem().detail())
        .contains(ENGLISH.total().toPlainString())
        .contains("confidence");
    JsonNode reason = InboxFolder.json(inbox.only("review", "a.pdf.reason.json"));
    assertThat(reason.path("invoice").path("invoice_id").asText()).isEqualTo(ENGLISH.number());

    Files.move(inbox.only("review", "a.pdf"), folder.resolve("inbox/a.pdf"));
    Collected<Long> again = one(inbox.collect(1));

    assertThat(InboxFolder.json(again).path("invoice_id").asText()).isEqualTo(ENGLISH.number());
    assertThat(inbox.files("review")).isEmpty();
    assertThat(inbox.files("done")).containsExactly("a-2.pdf");
    assertThat(inbox.collect(0)).extracting(Collected::after).containsExactly(1L, 2L);
    assertThat(inbox.files("review")).isEmpty();
  }

  @Test
  void namesAFileInsteadOfItsBytesWhenItIsLarge() throws Exception {
    byte[] large = java.util.Arrays.copyOf(ARABIC.pdf(), 2 * 1024 * 1024);
    inbox.put("large.pdf", large);

    Collected<Long> record = one(inbox.collect(0));

    JsonNode value =
        new com.fasterxml.jackson.databind.ObjectMapper().readTree(record.raw().value());
    assertThat(value.path("bytes").asInt()).isEqualTo(large.length);
    assertThat(value.path("document").asText()).isEqualTo("large.pdf");
    assertThat(value.path("sha256").asText()).isEqualTo(Sha256.hex(large));
  }

  @Test
  void readsAnArabicNameAndOneThatAShellWouldRun() throws Exception {
    String name = "$(touch pwned); `touch pwned` & 'x\" -l فاتورة.pdf";
    inbox.put(name, ARABIC.pdf());

    Collected<Long> record = one(inbox.collect(0));

    assertThat(InboxFolder.json(record).path("invoice_id").asText()).isEqualTo(ARABIC.number());
    assertThat(inbox.files("done")).containsExactly(name);
    assertThat(Path.of("pwned")).doesNotExist();
  }

  @Test
  void takesADocumentThatWasTakenAwayBeforeItWasRead() throws Exception {
    Path file = inbox.put("a.pdf", FRENCH.pdf());
    inbox.collect(0);
    Files.delete(inbox.only("done", "a.pdf"));
    Files.delete(inbox.only("results", "a.pdf.json"));

    Collected<Long> gone = one(inbox.collect(0));
    assertThat(gone.problem().detail()).contains("taken it away");

    Files.write(file, FRENCH.pdf());
    assertThat(InboxFolder.json(one(inbox.collect(1))).path("invoice_id").asText())
        .isEqualTo(FRENCH.number());
  }

  @Test
  void isForOneJobOnly() throws Exception {
    try (Collection<Long> first = inbox.open(0)) {
      assertThat(first.next().ended()).isTrue();
      assertThatThrownBy(() -> inbox.open(0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another job reads this inbox");
    }
  }

  @Test
  void refusesAnInboxThatIsNotTheOneItHasRead() {
    assertThatThrownBy(() -> inbox.open(7))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has 0 documents, but 7 of them were taken");
  }

  @Test
  void keepsItsPosition() throws Exception {
    DocumentPosition positions = new DocumentPosition();
    assertThat(positions.deserialize(1, positions.serialize(4711L))).isEqualTo(4711);
    assertThatThrownBy(() -> positions.deserialize(2, new byte[8])).isInstanceOf(IOException.class);
  }

  /** Reads a book in each picture. */
  private record WordyEngine() implements OcrEngine {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
      return "wordy";
    }

    @Override
    public Reader open(PageLimits limits) {
      return new Reader() {
        @Override
        public List<Line> read(Path picture) {
          return Collections.nCopies(1_001, Line.of("word ".repeat(40), 1));
        }

        @Override
        public void close() {}
      };
    }
  }

  private static Collected<Long> one(List<Collected<Long>> records) {
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  private static byte[] encrypted() throws IOException {
    try (PDDocument pdf = Loader.loadPDF(FRENCH.pdf())) {
      pdf.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
      return saved(pdf);
    }
  }

  private static byte[] pages(int count) throws IOException {
    try (PDDocument pdf = new PDDocument()) {
      for (int i = 0; i < count; i++) {
        pdf.addPage(new PDPage());
      }
      return saved(pdf);
    }
  }

  /** Some kilobytes that unpack to more than a gigabyte. */
  private static byte[] bombPdf() throws IOException {
    try (PDDocument pdf = new PDDocument()) {
      PDPage page = new PDPage();
      PDStream stream = new PDStream(pdf);
      byte[] blanks = new byte[1 << 20];
      java.util.Arrays.fill(blanks, (byte) ' ');
      try (var out = stream.createOutputStream(COSName.FLATE_DECODE)) {
        for (int i = 0; i < 1200; i++) {
          out.write(blanks);
        }
      }
      page.setContents(stream);
      pdf.addPage(page);
      return saved(pdf);
    }
  }

  /** A head that promises 60000 times 60000 pixels. */
  private static byte[] bombPng() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY), "png", out);
    byte[] png = out.toByteArray();
    java.nio.ByteBuffer head = java.nio.ByteBuffer.wrap(png);
    head.putInt(16, 60_000).putInt(20, 60_000);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(png, 12, 17);
    head.putInt(29, (int) crc.getValue());
    return png;
  }

  private static byte[] saved(PDDocument pdf) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pdf.save(out);
    return out.toByteArray();
  }
}
