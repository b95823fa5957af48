package io.tributary.jobs.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.jobs.launch.FeedGraph;
import io.tributary.jobs.launch.LaunchProblem;
import io.tributary.jobs.settings.InvalidSettings;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WeatherSourcesTest {
  private static final String PLACES = "--weather.places=Paris,FR,48.8566,2.3522; Tunis,,36.8,10.2";
  private static final String DATABASE = "--weather.database.url=jdbc:postgresql://db/weatherdb";

  private static List<String> uids(String... flags) {
    return FeedGraph.of(new WeatherJob(), flags).getStreamNodes().stream()
        .map(StreamNode::getTransformationUID)
        .filter(uid -> uid.startsWith("weather.source-"))
        .toList();
  }

  @Test
  void theCollectorIsASwitch() {
    assertThat(uids()).containsExactly("weather.source-kafka");
    assertThat(uids(PLACES, DATABASE, "--weather.kafka=false"))
        .containsExactly("weather.source-open-meteo");
    assertThat(uids("--weather.from-raw=/data/responses"))
        .containsExactlyInAnyOrder("weather.source-kafka", "weather.source-open-meteo-raw");
  }

  @Test
  void readsKeptAnswersAlsoWhereThereIsNoDatabase() {
    assertThat(uids(PLACES, "--weather.from-raw=/data/responses"))
        .contains("weather.source-open-meteo-raw");
  }

  @Test
  void saysWhatTheCollectorIsMissing() {
    assertThatThrownBy(() -> uids(PLACES))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("set weather.database.url");
    assertThatThrownBy(() -> uids(PLACES, DATABASE, "--weather.history.to=2026-01-31"))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("set weather.history.from");
    assertThatThrownBy(
            () ->
                uids(
                    PLACES,
                    DATABASE,
                    "--weather.history.from=2026-02-01",
                    "--weather.history.to=2026-01-31"))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("before");
    assertThatThrownBy(() -> uids(PLACES, DATABASE, "--weather.interval=30s"))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("of 2 places every PT30S are 11520 calls in PT24H, 10000 are");
    assertThatThrownBy(
            () ->
                uids(
                    PLACES,
                    DATABASE,
                    "--weather.history.from=2026-02-01",
                    "--weather.history.again=9999-01-01"))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("weather.history.again: 9999-01-01T00:00:00Z is still to come");
    assertThatThrownBy(() -> uids("--weather.kafka=false"))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("no source");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "Paris,FR,48.8 | 'Paris,FR,48.8' has 3 parts in place of 4",
        "Paris,FR,48.8,2.3;Tunis,TN,x,10 | 'Tunis,TN,x,10' has a latitude or longitude that is no number",
        "Paris,FR,98.8,2.3 | latitude goes from -90 to 90",
        "',FR,8.8,2.3' | has no name",
        "Paris,FR,8.8,2.3;Paris,FR,8.8,2.4 | two places are called Paris"
      })
  void saysWhichPlaceIsWrong(String places, String complaint) {
    String text = places.startsWith("'") ? places.substring(1, places.length() - 1) : places;
    assertThatThrownBy(() -> uids(DATABASE, "--weather.places=" + text))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining(complaint.strip())
        .hasMessageContaining("weather.places");
  }

  @Test
  void takesADateOrAMomentFromWhichOnThePastIsCollectedAgain() {
    Stream.of("2026-01-31", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00+01:00")
        .forEach(
            again ->
                assertThat(
                        uids(
                            PLACES,
                            DATABASE,
                            "--weather.history.from=2026-01-01",
                            "--weather.history.again=" + again))
                    .hasSize(2));
  }
}
