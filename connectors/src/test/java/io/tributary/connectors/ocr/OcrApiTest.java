package io.tributary.connectors.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.ocr.pages.PageLimits;
import io.tributary.connectors.ocr.pages.Unreadable;
import io.tributary.connectors.secrets.Secret;
import io.tributary.testkit.OcrFault;
import io.tributary.testkit.OcrServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the OCR API, and what comes of each fault. */
final class OcrApiTest {
  private static final PageLimits QUICK =
      new PageLimits(1 << 20, 5, 1 << 20, Duration.ofSeconds(1), 128 << 20);
  private static final int LARGER_THAN_AN_EMPTY_ONE = 2000;

  private final OcrServer server =
      OcrServer.start(
          "scan", "s3cret", "{\"text\":\"Total   12,00 €\\nMerci\",\"confidence\":0.8}");

  @TempDir Path folder;
  private Path picture;

  @BeforeEach
  void draw() throws IOException {
    BufferedImage noise = new BufferedImage(100, 100, BufferedImage.TYPE_BYTE_GRAY);
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      noise.getRaster().setSample(i % 100, i / 100, 0, random.nextInt(256));
    }
    picture = folder.resolve("page.png");
    ImageIO.write(noise, "png", picture.toFile());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private OcrEngine.Reader api() throws IOException {
    return api("s3cret");
  }

  private OcrEngine.Reader api(String password) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), password);
    return new OcrApi(server.url(), "scan", Secret.file(file)).open(QUICK);
  }

  @Test
  void readsLinesWithTheirColumnsAndHowSureItIs() throws Exception {
    assertThat(api().read(picture))
        .extracting(Object::toString)
        .containsExactly("Total   12,00 €", "Merci");
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void saysWhatToCheckWhenCredentialsAreWrongAndDoesNotTryAgain() throws IOException {
    OcrEngine.Reader reader = api("wrong");

    assertThatThrownBy(() -> reader.read(picture))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("401")
        .hasMessageContaining("check invoices.ocr.username and its password")
        .hasMessageNotContaining("wrong");
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void comesAgainWhenTheServerWants() {
    server.fault(OcrFault.TOO_MANY_REQUESTS);

    assertThatThrownBy(() -> api().read(picture))
        .isInstanceOfSatisfying(
            EngineBusy.class, busy -> assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(7)));
  }

  @ParameterizedTest
  @CsvSource({
    "'Sun, 06 Nov 1994 08:50:07 GMT', PT30S",
    "'Sun, 06 Nov 1994 18:49:37 GMT', PT10M",
    "3600, PT10M",
    "soon, PT30S"
  })
  void comesAgainAtADateToo(String header, Duration pause) {
    HttpHeaders headers =
        HttpHeaders.of(
            Map.of(
                "Date", List.of("Sun, 06 Nov 1994 08:49:37 GMT"),
                "Retry-After", List.of(header)),
            (name, value) -> true);
    assertThat(OcrApi.retryAfter(headers)).isEqualTo(pause);
  }

  @Test
  void blamesThePictureThatIsRefused() {
    server.fault(OcrFault.REFUSED);

    assertThatThrownBy(() -> api().read(picture))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("can't read that");
  }

  @ParameterizedTest
  @EnumSource(
      value = OcrFault.class,
      names = {"HANG", "BROKEN", "NO_JSON", "NO_TEXT", "WRONG_CONFIDENCE"})
  void blamesTheServiceThatFailsOnEveryPicture(OcrFault fault) {
    server.fault(fault);

    assertThatThrownBy(() -> api().read(picture))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(server.url().toString());
    assertThat(server.requests()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(
      value = OcrFault.class,
      names = {"HANG", "BROKEN", "NO_JSON", "NO_TEXT", "WRONG_CONFIDENCE"})
  void blamesThePictureOnWhichAloneTheServiceFails(OcrFault fault) {
    server.fault(fault, LARGER_THAN_AN_EMPTY_ONE);

    assertThatThrownBy(() -> api().read(picture))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("and on no empty one");
  }

  @Test
  void isServedAgainOnceTheFaultIsOver() throws Exception {
    server.fault(OcrFault.BROKEN);
    OcrEngine.Reader reader = api();
    assertThatThrownBy(() -> reader.read(picture)).isInstanceOf(IOException.class);
    server.heal();

    assertThat(reader.read(picture)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host/x", "http:///x", "https://me:secret@host/x", "x"})
  void takesAddressesOfTheWebWithoutCredentialsOnly(String url) {
    assertThatThrownBy(() -> new OcrApi(URI.create(url), "", Secret.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
