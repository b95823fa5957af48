package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What feeds can be counted by. */
class WindowsTest {
  @Test
  void knowsATotalOfEveryFeed() {
    assertThat(AnalyticsServer.FEEDS)
        .allSatisfy(feed -> assertThat(Windows.dimensions(feed)).startsWith(Dataset.TOTAL));
    assertThat(Windows.dimensions("tweets"))
        .containsExactly("total", "sentiment", "hashtag", "topic", "lang", "keyword");
    assertThat(Windows.granularities("weather")).isEqualTo(List.of("day"));
    assertThat(Windows.granularities("tweets")).isEqualTo(List.of("minute", "hour", "day"));
  }
}
