package io.tributary.connectors.ocr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.http.BoundedBody;
import io.tributary.connectors.http.OneLine;
import io.tributary.connectors.http.RetryAfter;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.connectors.ocr.fields.Line;
import io.tributary.connectors.ocr.pages.PageLimits;
import io.tributary.connectors.ocr.pages.Unreadable;
import io.tributary.connectors.secrets.Secret;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.imageio.ImageIO;

/**
 * Somebody's service that reads letters. It gets a page as PNG, in a POST of type {@code
 * image/png}, and answers 200 with {@code {"text": "…", "confidence": 0.93}}: the lines with line
 * feeds between them, columns two blanks or more apart, and from 0 to 1 how sure it is.
 *
 * <p>400, 413, 415 and 422 say that it can't read this picture. 401 and 403 are wrong credentials,
 * 429 asks to come again by {@code Retry-After}, in 10 minutes at most. All else that is no such
 * answer within the time is a fault; one that comes again while an empty picture is read well is
 * the picture's.
 *
 * @param url where it is, with http or https
 * @param username of its basic authentication; empty for none
 */
public record OcrApi(URI url, String username, Secret password) implements OcrEngine {
  private static final long serialVersionUID = 1L;

  private static final ObjectMapper JSON = BoundedJson.mapper();
  private static final int ATTEMPTS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration BUSY = Duration.ofSeconds(30);
  private static final Duration LONGEST_BUSY = Duration.ofMinutes(10);

  public OcrApi {
    boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp || url.getHost() == null || url.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "url: an address such as https://ocr.example/v1/read is wanted, credentials apart");
    }
  }

  @Override
  public String name() {
    return "api";
  }

  @Override
  public Reader open(PageLimits limits) {
    return new Reading(this, limits.time());
  }

  private static final class Reading implements Reader {
    private final OcrApi api;
    private final Duration time;
    private final HttpClient http;

    Reading(OcrApi api, Duration time) {
      this.api = api;
      this.time = time;
      this.http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(time)
              .build();
    }

    @Override
    public List<Line> read(Path picture)
        throws IOException, InterruptedException, Unreadable, EngineBusy {
      byte[] png = Files.readAllBytes(picture);
      Duration pause = FIRST_PAUSE;
      IOException failure = new IOException("never asked");
      for (int i = 0; i < ATTEMPTS; i++) {
        if (i > 0) {
          TimeUnit.MILLISECONDS.sleep(pause.toMillis());
          pause = pause.multipliedBy(2);
        }
        try {
          return ask(png);
        } catch (WrongCredentials e) {
          throw e;
        } catch (IOException e) {
          failure = e;
        }
      }
      if (isWell()) {
        throw new Unreadable(
            "the OCR service fails on this picture, and on no empty one: " + failure.getMessage());
      }
      throw failure;
    }

    private boolean isWell() throws InterruptedException, EngineBusy {
      try {
        ask(emptyPicture());
        return true;
      } catch (Unreadable answered) {
        return true;
      } catch (IOException away) {
        return false;
      }
    }

    private List<Line> ask(byte[] png)
        throws IOException, InterruptedException, Unreadable, EngineBusy {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(api.url)
              .header("Content-Type", "image/png")
              .header("Accept", "application/json")
              .POST(BodyPublishers.ofByteArray(png));
      if (!api.username.isEmpty()) {
        String credentials = api.username + ':' + api.password.read();
        request.header(
            "Authorization",
            "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
      }
      HttpResponse<String> response = send(request.build());
      return switch (response.statusCode()) {
        case 200 -> lines(response.body());
        case 400, 413, 415, 422 ->
            throw new Unreadable(
                "the OCR service refuses the picture (%d): %s"
                    .formatted(response.statusCode(), OneLine.of(response.body())));
        case 401, 403 ->
            throw new WrongCredentials(
                "%s refuses the credentials (%d): check invoices.ocr.username and its password"
                    .formatted(api.url, response.statusCode()));
        case 429 -> throw new EngineBusy(retryAfter(response.headers()));
        default ->
            throw new IOException(
                "%s answered %d: %s"
                    .formatted(api.url, response.statusCode(), OneLine.of(response.body())));
      };
    }

    /** Within the time; a request's own timeout would end with the headers of the answer. */
    private HttpResponse<String> send(HttpRequest request)
        throws IOException, InterruptedException {
      CompletableFuture<HttpResponse<String>> sending =
          http.sendAsync(request, BoundedBody.text(BoundedJson.ANSWER));
      try {
        return sending.get(time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new IOException(
            "%s gave no answer within %d s".formatted(api.url, time.toSeconds()), e);
      } catch (ExecutionException e) {
        throw new IOException("%s can't be asked: %s".formatted(api.url, e.getCause()), e);
      } finally {
        sending.cancel(true);
      }
    }

    private List<Line> lines(String body) throws IOException {
      JsonNode answer;
      try {
        answer = JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new IOException("%s answered no JSON: %s".formatted(api.url, OneLine.of(body)), e);
      }
      double confidence = answer.path("confidence").asDouble(-1);
      if (!answer.path("text").isTextual() || !(confidence >= 0 && confidence <= 1)) {
        throw new IOException(
            "%s answered without a text and a confidence from 0 to 1: %s"
                .formatted(api.url, OneLine.of(body)));
      }
      return answer.path("text").asText().lines().map(line -> Line.of(line, confidence)).toList();
    }

    @Override
    public void close() {}
  }

  private static final class WrongCredentials extends IOException {
    private static final long serialVersionUID = 1L;

    WrongCredentials(String message) {
      super(message);
    }
  }

  private static byte[] emptyPicture() throws IOException {
    BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", out);
    return out.toByteArray();
  }

  static Duration retryAfter(HttpHeaders headers) {
    Duration wanted = RetryAfter.of(headers).orElse(BUSY);
    return wanted.compareTo(LONGEST_BUSY) > 0 ? LONGEST_BUSY : wanted;
  }
}
