package io.tributary.connectors.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.NamedDataset;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatasetNamesTest {
  private static NamedDataset named(String namespace, String name) {
    return new NamedDataset(namespace, name, List.of());
  }

  @Test
  void aTopicIsOfTheFirstBroker() {
    assertThat(
            DatasetNames.topic(
                Map.of("bootstrap.servers", "kafka-1:9092, kafka-2:9092"), "clients", List.of()))
        .isEqualTo(named("kafka://kafka-1:9092", "clients"));
  }

  @ParameterizedTest
  @CsvSource({
    "/data/lake/x,                 file,                 /data/lake/x",
    "file:///data/lake//x/,        file,                 /data/lake/x",
    "s3://lake/a/b,                s3://lake,            a/b",
    "s3a://lake/a,                 s3://lake,            a",
    "hdfs://namenode:8020/lake/x,  hdfs://namenode:8020, /lake/x",
    "/lake/curated/{date}/summary, file,                 /lake/curated/{date}/summary",
  })
  void aFolderIsNamedByItsFileSystem(String path, String namespace, String name) {
    assertThat(DatasetNames.folder(path, List.of())).isEqualTo(named(namespace, name));
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db:5433/shop,            postgres://db:5433,        shop.public.t",
    "jdbc:postgresql://db/shop?sslmode=require, postgres://db:5432,        shop.public.t",
    "jdbc:postgresql:shop,                      postgres://localhost:5432, shop.public.t",
    "'jdbc:postgresql://a:1,b:2/shop',          postgres://a:1,            shop.public.t",
    "jdbc:mysql://db/shop,                      mysql://db:3306,           shop.t",
  })
  void aTableIsNamedByItsDatabase(String url, String namespace, String name) {
    assertThat(DatasetNames.table(url, "t", List.of())).isEqualTo(named(namespace, name));
  }

  @Test
  void storesAndApisAreNamedByTheirServers() {
    assertThat(DatasetNames.columns(List.of("c-1:9042", "c-2:9042"), "k", "t", List.of()))
        .isEqualTo(named("cassandra://c-1:9042", "k.t"));
    assertThat(DatasetNames.index(URI.create("https://search:9200"), "tweets", List.of()))
        .isEqualTo(named("elasticsearch://search:9200", "tweets"));
    assertThat(DatasetNames.api(URI.create("https://api.open-meteo.com/v1/forecast")))
        .isEqualTo(named("https://api.open-meteo.com:443", "/v1/forecast"));
  }
}
