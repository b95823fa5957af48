package io.tributary.connectors.countries;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.tributary.connectors.countries.CountryAnswer.How;
import io.tributary.connectors.http.BoundedHttp;
import io.tributary.connectors.http.Breaker;
import io.tributary.connectors.json.BoundedJson;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks REST Countries, and remembers what it has answered. A request ends within the time limit,
 * whatever happens there: an answer that is older than its lifetime will do when there is no newer
 * one. Once half of the last requests have failed, none is sent for some seconds; after a 429, none
 * for as long as the server wants.
 *
 * <p>Thread-safe; one request at a time, since there are as few countries as there are.
 */
public final class RestCountries implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(RestCountries.class);
  private static final ObjectMapper TREES = BoundedJson.mapper();
  private static final Pattern CODE = Pattern.compile("[A-Z]{2,3}|[0-9]{3}");
  private static final Pattern LETTERS = Pattern.compile("[A-Z]{2}");
  private static final int MOST_BYTES = 1_000_000;

  /** All codes that there are, and as many that there are not. */
  private static final int REMEMBERED = 2000;

  private final RestCountriesSettings settings;
  private final BoundedHttp http;
  private final CircuitBreaker breaker;
  private final LongSupplier clock;
  private final Map<String, Remembered> answers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** By the clock: nothing is sent before. */
  private long pausedUntil;

  /**
   * What is known of a code.
   *
   * @param country empty if there is no such country, or it has never been answered
   * @param answered when, by the clock; null if never
   * @param failed when it was last asked for in vain; null if it was answered since
   */
  private record Remembered(
      Optional<RestCountry> country, @Nullable Long answered, @Nullable Long failed) {}

  /** Makes a client; nothing is asked yet. */
  public RestCountries(RestCountriesSettings settings) {
    this(settings, System::nanoTime);
  }

  RestCountries(RestCountriesSettings settings, LongSupplier nanos) {
    this.settings = settings;
    this.clock = nanos;
    this.pausedUntil = nanos.getAsLong();
    this.http = new BoundedHttp(settings.timeout(), MOST_BYTES);
    this.breaker = Breaker.of("rest-countries");
    this.breaker
        .getEventPublisher()
        .onStateTransition(
            event -> LOG.warn("{}: breaker {}", settings.url(), event.getStateTransition()));
  }

  /**
   * What is known of a country.
   *
   * @param code ISO 3166-1 of two letters, three letters or three digits; nothing else is asked for
   */
  public synchronized CountryAnswer lookUp(String code) throws InterruptedException {
    String asked = code.toUpperCase(Locale.ROOT);
    if (!CODE.matcher(asked).matches()) {
      return new CountryAnswer(How.NOTHING, Optional.empty());
    }
    Remembered known = answers.get(asked);
    long now = clock.getAsLong();
    if (known != null
        && known.answered() != null
        && now - known.answered() < settings.answersFor().toNanos()) {
      return new CountryAnswer(How.CACHED, known.country());
    }
    boolean failedLately =
        known != null
            && known.failed() != null
            && now - known.failed() < settings.errorsFor().toNanos();
    if (failedLately || now - pausedUntil < 0 || !breaker.tryAcquirePermission()) {
      return without(known);
    }
    try {
      Optional<RestCountry> country = ask(asked);
      breaker.onSuccess(clock.getAsLong() - now, TimeUnit.NANOSECONDS);
      answers.put(asked, new Remembered(country, clock.getAsLong(), null));
      return new CountryAnswer(How.FRESH, country);
    } catch (IOException e) {
      LOG.debug("{}: no answer for {}", settings.url(), asked, e);
      breaker.onError(clock.getAsLong() - now, TimeUnit.NANOSECONDS, e);
      answers.put(
          asked,
          known == null
              ? new Remembered(Optional.empty(), null, clock.getAsLong())
              : new Remembered(known.country(), known.answered(), clock.getAsLong()));
      return without(known);
    } catch (InterruptedException e) {
      breaker.releasePermission();
      throw e;
    }
  }

  private static CountryAnswer without(@Nullable Remembered known) {
    return known == null || known.answered() == null
        ? new CountryAnswer(How.NOTHING, Optional.empty())
        : new CountryAnswer(How.STALE, known.country());
  }

  private Optional<RestCountry> ask(String code) throws IOException, InterruptedException {
    String base = settings.url().toString().replaceAll("/+$", "");
    BoundedHttp.Answer answer = http.get(URI.create(base + "/v3.1/alpha/" + code), Map.of());
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (answer.status() == 429 || answer.status() == 503) {
      pausedUntil = clock.getAsLong() + answer.retryAfter().orElse(settings.errorsFor()).toNanos();
    }
    if (answer.status() != 200) {
      throw new IOException(answer.status() + " " + answer.shown());
    }
    return Optional.of(country(answer.body(), code));
  }

  /**
   * Reads what is said of a country.
   *
   * @throws IOException if that is something else
   */
  static RestCountry country(byte[] body, String code) throws IOException {
    try {
      JsonNode answer = TREES.readTree(body);
      return country(answer.isArray() ? answer.path(0) : answer, code);
    } catch (JsonProcessingException e) {
      throw new IOException("it answers no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Source of the names: REST Countries' version 3.1. */
  private static RestCountry country(JsonNode answer, String code) throws IOException {
    String letters = answer.path("cca2").asText();
    if (!code.equals(letters)
        && !code.equals(answer.path("cca3").asText())
        && !code.equals(answer.path("ccn3").asText())) {
      throw new IOException("asked for %s, it answers of \"%s\"".formatted(code, letters));
    }
    if (!LETTERS.matcher(letters).matches()) {
      throw new IOException("it names %s without its two letters".formatted(code));
    }
    String name = answer.at("/name/common").asText();
    String region = answer.path("region").asText();
    if (name.isEmpty() || region.isEmpty()) {
      throw new IOException("it says neither name nor region of " + code);
    }
    JsonNode currencies = answer.path("currencies");
    return new RestCountry(
        letters,
        name,
        region,
        answer.path("subregion").asText(),
        answer.path("continents").path(0).asText(),
        currencies.isObject() && !currencies.isEmpty() ? currencies.fieldNames().next() : "");
  }

  @Override
  public void close() {
    http.close();
  }
}
