package io.tributary.connectors.countries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RestCountriesTest {
  private static final String FRANCE =
      "[{\"name\":{\"common\":\"France\"},\"cca2\":\"FR\",\"cca3\":\"FRA\",\"region\":\"Europe\"}]";

  private static RestCountry read(String answer) throws IOException {
    return RestCountries.country(answer.getBytes(StandardCharsets.UTF_8), "FRA");
  }

  @Test
  void aCountryIsKnownByItsTwoLetters() throws IOException {
    assertThat(read(FRANCE).code()).isEqualTo("FR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "\"\"", "\"fr\"", "\"FRANCE\""})
  void anAnswerWithoutThemIsNone(String letters) {
    assertThatThrownBy(() -> read(FRANCE.replace("\"FR\"", letters)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("two letters");
  }
}
