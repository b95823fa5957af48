package io.tributary.testkit;

import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * REST Countries, version 3.1, in this JVM, as far as {@code /v3.1/alpha/{code}} goes. It knows
 * some countries, learns others, and fails when told to.
 */
public final class CountriesServer implements AutoCloseable {
  private static final String PATH = "/v3.1/alpha/";

  private final FaultyService service = new FaultyService(this::answer);
  private final Map<String, String> countries = new ConcurrentHashMap<>();

  private CountriesServer() {
    knows(
        "FR",
        "FRA",
        "250",
        country("FR", "FRA", "250", "France", "Europe", "Western Europe", "Europe", "EUR"));
    knows(
        "BR",
        "BRA",
        "076",
        country("BR", "BRA", "076", "Brazil", "Americas", "South America", "South America", "BRL"));
    knows(
        "MA",
        "MAR",
        "504",
        country("MA", "MAR", "504", "Morocco", "Africa", "Northern Africa", "Africa", "MAD"));
    knows(
        "JP",
        "JPN",
        "392",
        country("JP", "JPN", "392", "Japan", "Asia", "Eastern Asia", "Asia", "JPY"));
    knows(
        "AQ",
        "ATA",
        "010",
        "{\"name\":{\"common\":\"Antarctica\"},\"cca2\":\"AQ\",\"ccn3\":\"010\",\"cca3\":\"ATA\",\"region\":\"Antarctic\",\"continents\":[\"Antarctica\"]}");
  }

  /** Starts one on any free port of the loopback address. */
  public static CountriesServer start() {
    return new CountriesServer();
  }

  /** Such as {@code http://127.0.0.1:20000}. */
  public String address() {
    return service.address();
  }

  /** Answers this of a country from now on, by its three codes. */
  public void knows(String alpha2, String alpha3, String numeric, String json) {
    for (String code : List.of(alpha2, alpha3, numeric)) {
      countries.put(code, json);
    }
  }

  /** What happens from now on; null for nothing. */
  public void fault(@Nullable ServiceFault fault) {
    service.fault(fault);
  }

  /** The paths of all requests so far. */
  public List<String> requests() {
    return service.requests();
  }

  private FaultyService.Reply answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    String country =
        path.startsWith(PATH)
            ? countries.get(path.substring(PATH.length()).toUpperCase(Locale.ROOT))
            : null;
    return country == null
        ? new FaultyService.Reply(404, "{\"message\":\"Not Found\",\"status\":404}", Map.of())
        : new FaultyService.Reply(200, "[" + country + "]", Map.of());
  }

  private static String country(
      String alpha2,
      String alpha3,
      String numeric,
      String name,
      String region,
      String subregion,
      String continent,
      String currency) {
    return """
    {"name":{"common":"%s","official":"%s","nativeName":{}},"tld":[],"cca2":"%s","ccn3":"%s",
    "cca3":"%s","independent":true,"status":"officially-assigned","unMember":true,
    "currencies":{"%s":{"name":"","symbol":""}},"region":"%s","subregion":"%s",
    "continents":["%s"],"languages":{},"translations":{}}
    """
        .formatted(name, name, alpha2, numeric, alpha3, currency, region, subregion, continent);
  }

  @Override
  public void close() {
    service.close();
  }
}
