package io.tributary.connectors.countries;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class RestCountryFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            """
            [{"name":{"common":"France"},"cca2":"FR","cca3":"FRA","ccn3":"250","region":"Europe",\
            "subregion":"Western Europe","continents":["Europe"],"currencies":{"EUR":{"name":"Euro"}}}]""",
            "{\"cca3\":\"FRA\",\"name\":{\"common\":\"France\"},\"region\":\"Europe\",\"currencies\":[1]}",
            "[]")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isTheCountryThatWasAskedForOrRefused(byte[] body) {
    for (String code : new String[] {"FR", "FRA", "250"}) {
      try {
        RestCountry country = RestCountries.country(body, code);
        assertThat(country.code()).matches("[A-Z]{2}");
        assertThat(country.name()).isNotEmpty();
        assertThat(country.region()).isNotEmpty();
      } catch (IOException refused) {
        assertThat(refused).message().isNotBlank();
      }
    }
  }
}
