package io.tributary.connectors.countries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.countries.CountryAnswer.How;
import io.tributary.testkit.CountriesServer;
import io.tributary.testkit.ServiceFault;
import io.tributary.testkit.ServiceFault.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class RestCountriesIT {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
  private CountriesServer server;
  private RestCountries countries;

  @BeforeEach
  void start() {
    server = CountriesServer.start();
    countries = client(Duration.ofDays(1));
  }

  private RestCountries client(Duration answersFor) {
    return new RestCountries(
        new RestCountriesSettings(
            URI.create(server.address() + "/"),
            Duration.ofSeconds(2),
            answersFor,
            Duration.ofMinutes(1)),
        nanos::get);
  }

  @AfterEach
  void stop() {
    countries.close();
    server.close();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void asksOnceADay() throws Exception {
    RestCountry france =
        new RestCountry("FR", "France", "Europe", "Western Europe", "Europe", "EUR");
    assertThat(countries.lookUp("fr")).isEqualTo(new CountryAnswer(How.FRESH, Optional.of(france)));
    pass(Duration.ofHours(23));
    assertThat(countries.lookUp("FR"))
        .isEqualTo(new CountryAnswer(How.CACHED, Optional.of(france)));
    pass(Duration.ofHours(2));
    assertThat(countries.lookUp("FR").how()).isEqualTo(How.FRESH);
    assertThat(server.requests()).containsExactly("/v3.1/alpha/FR", "/v3.1/alpha/FR");
    assertThat(countries.lookUp("076").country().orElseThrow().code()).isEqualTo("BR");
    assertThat(countries.lookUp("ATA").country().orElseThrow().currency()).isEmpty();
  }

  @Test
  void remembersThatThereIsNoSuchCountry() throws Exception {
    assertThat(countries.lookUp("XX")).isEqualTo(new CountryAnswer(How.FRESH, Optional.empty()));
    pass(Duration.ofHours(1));
    assertThat(countries.lookUp("XX")).isEqualTo(new CountryAnswer(How.CACHED, Optional.empty()));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void asksForNothingThatIsNoCode() throws Exception {
    for (String code : new String[] {"", "F", "France", "../x", "FR/..", "12", "F R", "ÉÉ"}) {
      assertThat(countries.lookUp(code).how()).isEqualTo(How.NOTHING);
    }
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"STATUS", "REDIRECT"},
      mode = EnumSource.Mode.EXCLUDE)
  void saysSoWhenItsAnswerIsOldBecauseNoNewerOneIsToBeHad(Kind kind) throws Exception {
    assertThat(countries.lookUp("FR").how()).isEqualTo(How.FRESH);
    pass(Duration.ofDays(2));
    server.fault(ServiceFault.of(kind));
    CountryAnswer stale = countries.lookUp("FR");
    assertThat(stale.how()).isEqualTo(How.STALE);
    assertThat(stale.country().orElseThrow().name()).isEqualTo("France");
    assertThat(countries.lookUp("JP")).isEqualTo(new CountryAnswer(How.NOTHING, Optional.empty()));
    server.fault(null);
    int asked = server.requests().size();
    pass(Duration.ofSeconds(59));
    assertThat(countries.lookUp("FR").how()).as("not asked within a minute").isEqualTo(How.STALE);
    assertThat(countries.lookUp("JP").how()).isEqualTo(How.NOTHING);
    assertThat(server.requests()).hasSize(asked);
    pass(Duration.ofSeconds(2));
    assertThat(countries.lookUp("FR").how()).isEqualTo(How.FRESH);
    assertThat(countries.lookUp("JP").how()).isEqualTo(How.FRESH);
  }

  @Test
  void leavesAServerAloneThatFailsOrWantsIt() throws Exception {
    server.fault(ServiceFault.status(429).retryAfter("3600"));
    assertThat(countries.lookUp("FR").how()).isEqualTo(How.NOTHING);
    pass(Duration.ofMinutes(59));
    assertThat(countries.lookUp("FR").how()).isEqualTo(How.NOTHING);
    assertThat(countries.lookUp("JP").how()).isEqualTo(How.NOTHING);
    assertThat(server.requests()).hasSize(1);
    server.fault(ServiceFault.status(500));
    pass(Duration.ofMinutes(2));
    for (char last = 'A'; last <= 'Z'; last++) {
      assertThat(countries.lookUp("A" + last).how()).isEqualTo(How.NOTHING);
    }
    assertThat(server.requests()).as("then the breaker is open").hasSize(6);
  }

  @Test
  void doesNotBelieveAnAnswerAboutAnotherCountryOrWithoutWhatItNeeds() throws Exception {
    server.knows(
        "DE", "DEU", "276", "{\"cca2\":\"FR\",\"name\":{\"common\":\"x\"},\"region\":\"y\"}");
    assertThat(countries.lookUp("DE").how()).isEqualTo(How.NOTHING);
    server.knows("IT", "ITA", "380", "{\"cca2\":\"IT\",\"name\":{}}");
    assertThat(countries.lookUp("IT").how()).isEqualTo(How.NOTHING);
  }

  @Test
  @EnabledIfSystemProperty(named = "tributary.samples", matches = ".+")
  void readsEachCountryOfTheRealAnswers() throws Exception {
    JsonNode all =
        new ObjectMapper()
            .readTree(
                Path.of(
                        System.getProperty("tributary.samples"),
                        "restcountries",
                        "countriesV3.1.json")
                    .toFile());
    assertThat(all).hasSizeGreaterThan(240);
    for (JsonNode each : all) {
      String code = each.path("cca2").asText();
      server.knows(code, each.path("cca3").asText(), each.path("ccn3").asText(), each.toString());
      CountryAnswer answer = countries.lookUp(code);
      assertThat(answer.country().orElseThrow().code()).isEqualTo(code);
      assertThat(answer.country().orElseThrow().continent()).isNotEmpty();
    }
  }
}
