package io.tributary.connectors.ocr.pages;

import io.tributary.connectors.json.BoundedJson;
import io.tributary.connectors.ocr.fields.Word;
import io.tributary.connectors.ocr.pages.Pages.OnePage;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/**
 * The process that takes one document apart. It writes {@code pages.json} beside the pictures;
 * whatever it could not write, its end tells.
 */
final class PageProcess {
  /** Its exit code when a page takes too long; 3 is the JVM's own when memory is used up. */
  static final int TOO_SLOW = 4;

  static final String RESULT = "pages.json";

  private static final float DOTS_PER_INCH = 300;
  private static final float POINTS_PER_INCH = 72;
  private static final long RENDERED_PIXELS = 16_000_000;
  private static final long IN_MEMORY = 32 * 1024 * 1024;
  private static final long ON_DISK = 512L * 1024 * 1024;
  private static final int LEADING = 1024;
  private static final int FEWEST_CHARACTERS = 20;

  private final File document;
  private final Path folder;
  private final int mostPages;
  private final long mostPixels;
  private final AtomicInteger page = new AtomicInteger();

  private PageProcess(File document, Path folder, int mostPages, long mostPixels) {
    this.document = document;
    this.folder = folder;
    this.mostPages = mostPages;
    this.mostPixels = mostPixels;
  }

  /** Of a document's path, the folder of the result, pages, pixels, and milliseconds a page. */
  public static void main(String[] arguments) throws IOException {
    ImageIO.setUseCache(false);
    PageProcess process =
        new PageProcess(
            new File(arguments[0]),
            Path.of(arguments[1]),
            Integer.parseInt(arguments[2]),
            Long.parseLong(arguments[3]));
    process.endWhenSlow(Long.parseLong(arguments[4]));
    Pages result = process.pages();
    BoundedJson.mapper().writeValue(process.folder.resolve(RESULT).toFile(), result);
  }

  private void endWhenSlow(long millis) {
    AtomicLong begun = new AtomicLong(System.nanoTime());
    AtomicInteger seen = new AtomicInteger();
    Thread watch =
        new Thread(
            () -> {
              while (true) {
                if (seen.getAndSet(page.get()) != page.get()) {
                  begun.set(System.nanoTime());
                }
                if (System.nanoTime() - begun.get() > millis * 1_000_000) {
                  Runtime.getRuntime().halt(TOO_SLOW);
                }
                try {
                  Thread.sleep(100);
                } catch (InterruptedException end) {
                  return;
                }
              }
            },
            "slow-pages");
    watch.setDaemon(true);
    watch.start();
  }

  private Pages pages() {
    try {
      byte[] leading = new byte[LEADING];
      int length;
      try (InputStream in = Files.newInputStream(document.toPath())) {
        length = in.readNBytes(leading, 0, LEADING);
      }
      String magic = new String(leading, 0, length, StandardCharsets.ISO_8859_1);
      if (length == 0) {
        throw new Unreadable("the file is empty");
      } else if (magic.contains("%PDF-")) {
        return new Pages(null, pdf());
      } else if (magic.startsWith("\u0089PNG\r\n")) {
        return new Pages(null, List.of(picture("png")));
      } else if (magic.startsWith("\u00ff\u00d8\u00ff")) {
        return new Pages(null, List.of(picture("jpeg")));
      }
      throw new Unreadable("the file is no PDF, PNG or JPEG, whatever its name says");
    } catch (Unreadable e) {
      return new Pages(e.getMessage(), List.of());
    } catch (InvalidPasswordException e) {
      return new Pages("the PDF is encrypted with a password: send it without one", List.of());
    } catch (IOException | RuntimeException e) {
      // PDFBox and ImageIO tell broken files by exceptions of any kind.
      return new Pages("the file is broken or of an unknown kind: " + e, List.of());
    }
  }

  private OnePage picture(String format) throws IOException, Unreadable {
    return written(Picture.read(document, format, mostPixels), 1);
  }

  private OnePage written(BufferedImage picture, int number) throws IOException {
    String name = "page-" + number + ".png";
    Picture.write(picture, folder.resolve(name));
    return new OnePage(null, name);
  }

  private List<OnePage> pdf() throws IOException, Unreadable {
    MemoryUsageSetting memory = MemoryUsageSetting.setupMixed(IN_MEMORY, IN_MEMORY + ON_DISK);
    memory.setTempDir(folder.toFile());
    try (PDDocument pdf = Loader.loadPDF(document, "", null, null, memory.streamCache)) {
      int count = pdf.getNumberOfPages();
      if (count == 0) {
        throw new Unreadable("the PDF has no pages");
      }
      if (count > mostPages) {
        throw new Unreadable(
            "the PDF has %d pages, more than %d: send the invoice alone"
                .formatted(count, mostPages));
      }
      List<OnePage> pages = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        page.set(i + 1);
        List<List<Word>> lines = PdfWords.of(pdf, i + 1);
        pages.add(isText(lines) ? new OnePage(lines, null) : written(rendered(pdf, i), i + 1));
      }
      return pages;
    }
  }

  /** Fonts without a table of their characters give signs that mean nothing. */
  private static boolean isText(List<List<Word>> lines) {
    long known = 0;
    long unknown = 0;
    for (List<Word> line : lines) {
      for (Word word : line) {
        long readable = word.text().codePoints().filter(Character::isLetterOrDigit).count();
        long others =
            word.text()
                .codePoints()
                .filter(
                    c ->
                        c == 0xFFFD
                            || Character.getType(c) == Character.PRIVATE_USE
                            || Character.getType(c) == Character.CONTROL)
                .count();
        known += readable;
        unknown += others;
      }
    }
    return known >= FEWEST_CHARACTERS && unknown * 3 < known;
  }

  private BufferedImage rendered(PDDocument pdf, int index) throws IOException {
    PDPage pdfPage = pdf.getPage(index);
    PDRectangle box = pdfPage.getCropBox();
    double inches =
        Math.max(1, box.getWidth())
            / POINTS_PER_INCH
            * (Math.max(1, box.getHeight()) / POINTS_PER_INCH);
    float fitting = (float) Math.sqrt(Math.min(mostPixels, RENDERED_PIXELS) / inches);
    PDFRenderer renderer = new PDFRenderer(pdf);
    renderer.setSubsamplingAllowed(true);
    return renderer.renderImageWithDPI(index, Math.min(DOTS_PER_INCH, fitting), ImageType.GRAY);
  }
}
