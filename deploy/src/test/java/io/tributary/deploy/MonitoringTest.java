package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Flink, Prometheus and Grafana of the compose file find each other. */
final class MonitoringTest {
  private final JsonNode compose = Documents.yaml("docker-compose.yml");
  private final JsonNode services = compose.path("services");
  private final JsonNode prometheus = Documents.yaml("deploy/prometheus/prometheus.yml");
  private final JsonNode flink = prometheus.at("/scrape_configs/0/dns_sd_configs/0");
  private final JsonNode source =
      Documents.yaml("deploy/grafana/provisioning/datasources/prometheus.yaml")
          .at("/datasources/0");

  @Test
  void prometheusAsksEveryPartOfFlinkWhereItsReporterListens() {
    JsonNode properties =
        Documents.yamlDocuments(compose.at("/x-flink/environment/FLINK_PROPERTIES").asText())
            .get(0);

    assertThat(properties.path("metrics.reporters").asText()).isEqualTo("prometheus");
    assertThat(properties.path("metrics.reporter.prometheus.factory.class").asText())
        .isEqualTo("org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
    assertThat(flink.path("port").asInt())
        .isEqualTo(properties.path("metrics.reporter.prometheus.port").asInt(-1));
    assertThat(flink.path("names").toString()).isEqualTo("[\"jobmanager\",\"taskmanager\"]");
    assertThat(flink.path("names")).allMatch(name -> services.has(name.asText()));
  }

  @Test
  void prometheusAsksTheApiWithItsToken() {
    JsonNode api = prometheus.at("/scrape_configs/1");

    assertThat(services.path("prometheus").path("secrets").toString())
        .isEqualTo("[\"analytics-token\"]");
    assertThat(api.at("/authorization/credentials_file").asText())
        .isEqualTo("/run/secrets/analytics-token")
        .isEqualTo(services.at("/analytics-api/environment/ANALYTICS_TOKEN_FILE").asText());
    assertThat(services.path(api.at("/dns_sd_configs/0/names/0").asText()).path("ports").toString())
        .contains(":" + api.at("/dns_sd_configs/0/port").asText() + "\"");
  }

  @Test
  void prometheusTellsTheAlertmanager() {
    JsonNode alertmanager = prometheus.at("/alerting/alertmanagers/0/dns_sd_configs/0");
    String name = alertmanager.at("/names/0").asText();

    assertThat(services.path(name).path("image").asText()).startsWith("prom/alertmanager:");
    assertThat(services.path(name).path("ports").toString())
        .contains(":" + alertmanager.path("port").asText() + "\"");
    assertThat(mounted(name)).contains("./deploy/alertmanager:/etc/alertmanager:ro");
    assertThat(services.path(name).path("command").toString())
        .contains("--config.file=/etc/alertmanager/alertmanager.yml");
  }

  @Test
  void grafanaAsksPrometheusAsOftenAsThatAsksFlink() {
    URI url = URI.create(source.path("url").asText());

    assertThat(services.path(url.getHost()).path("image").asText()).startsWith("prom/prometheus:");
    assertThat(services.path(url.getHost()).path("ports").toString())
        .contains(":" + url.getPort() + "\"");
    assertThat(source.at("/jsonData/timeInterval"))
        .isEqualTo(prometheus.at("/global/scrape_interval"));
  }

  @Test
  void eachReadsTheFoldersThatHoldItsFiles() {
    assertThat(mounted("prometheus")).contains("./deploy/prometheus:/etc/prometheus:ro");
    assertThat(services.at("/prometheus/command").toString())
        .contains("--config.file=/etc/prometheus/prometheus.yml");

    String dashboards =
        Documents.yaml("deploy/grafana/provisioning/dashboards/tributary.yaml")
            .at("/providers/0/options/path")
            .asText();
    assertThat(mounted("grafana"))
        .contains(
            "./deploy/grafana/provisioning:/etc/grafana/provisioning:ro",
            "./deploy/grafana/dashboards:" + dashboards + ":ro");
  }

  @Test
  void grafanasPasswordIsInAFileOutsideTheRepository() {
    JsonNode environment = services.at("/grafana/environment");
    String secret = services.at("/grafana/secrets/0").asText();

    assertThat(environment.path("GF_SECURITY_ADMIN_PASSWORD__FILE").asText())
        .isEqualTo("/run/secrets/" + secret);
    assertThat(environment.has("GF_SECURITY_ADMIN_PASSWORD")).isFalse();
    assertThat(environment.path("GF_AUTH_ANONYMOUS_ORG_ROLE").asText()).isEqualTo("Viewer");
    assertThat(compose.at("/secrets/" + secret + "/file").asText())
        .contains(":-./data/")
        .satisfies(file -> assertThat(Documents.text(".gitignore")).contains("data/\n"));
  }

  private List<String> mounted(String service) {
    List<String> volumes = new ArrayList<>();
    services.path(service).path("volumes").forEach(volume -> volumes.add(volume.asText()));
    return volumes;
  }
}
