package io.tributary.deploy;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OperationalMetricsTest {
  static Stream<Path> queries() {
    return Stream.of(
            "deploy/prometheus/rules", "deploy/prometheus/tests", "deploy/grafana/dashboards")
        .flatMap(OperationalMetricsTest::files);
  }

  private static Stream<Path> files(String folder) {
    try (Stream<Path> files = Files.list(Documents.root().resolve(folder))) {
      return files.sorted().toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void areTheOnlyOnesThatAlertsAndDashboardsAskFor(Path file) throws IOException {
    assertThat(OperationalMetrics.askedFor(Files.readString(file)))
        .isNotEmpty()
        .isSubsetOf(OperationalMetrics.names());
  }

  @Test
  void areMissedWhenAnotherNameIsAskedFor() {
    assertThat(
            OperationalMetrics.askedFor(
                "rate(flink_taskmanager_job_task_operator_model_asked[5m]) / flink_jobmanager_x"))
        .containsExactlyInAnyOrder(
            "flink_taskmanager_job_task_operator_model_asked", "flink_jobmanager_x");
    assertThat(OperationalMetrics.names())
        .contains("flink_taskmanager_job_task_operator_model_requests")
        .doesNotContain("flink_taskmanager_job_task_operator_model_asked");
  }

  @Test
  void areAllOnTheModelsDashboardWhenTheyAreTheModels() {
    Set<String> model =
        OperationalMetrics.names().stream()
            .filter(
                name -> name.contains("_operator_model_") && !name.matches(".*_(count|sum|bucket)"))
            .collect(toSet());

    assertThat(OperationalMetrics.askedFor(Documents.text("deploy/grafana/dashboards/model.json")))
        .containsAll(model);
  }
}
