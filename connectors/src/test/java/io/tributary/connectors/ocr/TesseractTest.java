package io.tributary.connectors.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tributary.connectors.ocr.fields.Line;
import io.tributary.connectors.ocr.pages.PageLimits;
import io.tributary.connectors.ocr.pages.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the program is called and ended, with a script in its place. */
final class TesseractTest {
  private static final PageLimits QUICK =
      new PageLimits(1 << 20, 5, 1 << 20, Duration.ofMillis(700), 128 << 20);

  @TempDir Path folder;

  private OcrEngine.Reader program(String onPicture) throws Exception {
    Path script = folder.resolve("program");
    Files.writeString(
        script,
        "#!/bin/sh\nif [ \"$1\" = --list-langs ]; then printf 'fra\\neng\\nara\\n'; exit; fi\n"
            + onPicture
            + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return new Tesseract(script.toString(), "fra+eng").open(QUICK);
  }

  private List<Line> read(OcrEngine.Reader reader) throws Exception {
    return reader.read(Files.writeString(folder.resolve("page.png"), "picture"));
  }

  @Test
  void endsAProgramThatHangsAndWhatThatHasStarted() throws Exception {
    OcrEngine.Reader reader =
        program(
            "echo $$ > \""
                + folder
                + "/pid\"; sleep 600 & echo $! > \""
                + folder
                + "/child\"; wait");

    assertThatThrownBy(() -> read(reader))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("takes more than");

    for (String file : List.of("pid", "child")) {
      long pid = Long.parseLong(Files.readString(folder.resolve(file)).strip());
      await(file).until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void saysWhatTheProgramComplainsAbout() throws Exception {
    OcrEngine.Reader reader = program("echo 'no such colour' >&2; exit 5");

    assertThatThrownBy(() -> read(reader))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("exit code 5")
        .hasMessageContaining("no such colour");
  }

  @Test
  void showsTheProgramNothingOfTheEnvironmentThatItNeedNotKnow() throws Exception {
    OcrEngine.Reader reader = program("env > \"" + folder + "/env\"");

    assertThat(read(reader)).isEmpty();
    assertThat(Files.readAllLines(folder.resolve("env")))
        .allMatch(
            line ->
                line.matches(
                    "(PATH|LANG|LC_ALL|TESSDATA_PREFIX|LD_LIBRARY_PATH|OMP_THREAD_LIMIT|PWD|SHLVL|OLDPWD|_)=.*"));
  }

  @Test
  void readsWordsInTheirOrderFromEitherSide() throws Exception {
    assertThat(
            Tesseract.lines(
                List.of(
                    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
                    "5\t1\t1\t1\t1\t1\t10\t0\t50\t9\t90.5\tTotal",
                    "5\t1\t1\t1\t1\t2\t400\t0\t50\t9\t80\t12,00",
                    "5\t1\t1\t1\t1\t3\t460\t0\t10\t9\t70\t€",
                    "5\t1\t1\t1\t2\t1\t460\t0\t60\t9\t96\tالمجموع",
                    "5\t1\t1\t1\t2\t2\t200\t0\t60\t9\t96\t٤٥٫٥٠",
                    "5\t1\t1\t1\t2\t3\t100\t0\t60\t9\t-1\t ")))
        .extracting(Line::toString)
        .containsExactly("Total   12,00 €", "المجموع   45.50");
  }

  @Test
  void aTableWithoutPlacesIsNoReading() {
    assertThatThrownBy(
            () -> Tesseract.lines(List.of("5\t1\t1\t1\t1\t1\t10\t0\t50\t9\t-nan\tTotal")))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("-nan");
  }

  @Test
  void saysHowToGetWhatIsMissing() throws Exception {
    assertThatThrownBy(() -> new Tesseract("no-such-tesseract", "eng").open(QUICK))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("install the package tesseract-ocr");
    program("");
    assertThatThrownBy(
            () -> new Tesseract(folder.resolve("program").toString(), "eng+deu").open(QUICK))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("install the package tesseract-ocr-deu");
  }

  @Test
  void takesNoLanguagesThatAreOptions() {
    assertThatThrownBy(() -> new Tesseract("tesseract", "eng --tessdata-dir /"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fra+eng+ara");
  }
}
