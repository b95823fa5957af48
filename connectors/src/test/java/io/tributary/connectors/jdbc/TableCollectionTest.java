package io.tributary.connectors.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.secrets.Secret;
import java.time.Duration;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class TableCollectionTest {
  @Test
  void travelsWithTheJob() throws Exception {
    TableCollector collector =
        new TableCollector(
            new TableSettings(
                "jdbc:x:y",
                "u",
                Secret.environment("P"),
                "t",
                "c",
                "k",
                Duration.ofMinutes(1),
                TableSettings.WINDOW,
                TableSettings.PAGE,
                Duration.ofSeconds(10),
                TableSettings.TIMEOUT));
    assertThat(InstantiationUtil.clone(collector)).isEqualTo(collector);
  }
}
