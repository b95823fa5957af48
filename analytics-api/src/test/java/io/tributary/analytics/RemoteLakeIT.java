package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.testkit.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A lake on a real S3 server. */
@Timeout(180)
class RemoteLakeIT {
  private static final String LAKE = "s3://" + S3Server.BUCKET + "/lake";

  @TempDir Path folder;
  private S3Server s3;
  private LakeOnDisk lake;

  @BeforeEach
  void start() {
    s3 = S3Server.start(folder.resolve("s3"));
    FileSystem.initialize(
        Configuration.fromMap(
            Map.of(
                "s3.endpoint", s3.endpoint(),
                "s3.endpoint.region", "us-east-1",
                "s3.path.style.access", "true",
                "s3.access-key", s3.accessKey(),
                "s3.secret-key", s3.secretKey(),
                "fs.s3a.attempts.maximum", "1",
                "fs.s3a.retry.limit", "1")),
        null);
    lake = new LakeOnDisk(folder.resolve("written"));
  }

  /** Puts a file where the lake is; says where. */
  private org.apache.flink.core.fs.Path put(Path written) throws IOException {
    org.apache.flink.core.fs.Path place =
        new org.apache.flink.core.fs.Path(LAKE + "/" + lake.root().relativize(written).toString());
    try (FSDataOutputStream out =
        place.getFileSystem().create(place, FileSystem.WriteMode.NO_OVERWRITE)) {
      Files.copy(written, out);
    }
    return place;
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  @Test
  void mirrorsALakeOnS3AndGoesOnWhenTheServerWasAway() throws Exception {
    put(lake.invoices("2026-11-20", "summary", "('', 'EUR', 2, 3, 1, 2, 1)"));
    org.apache.flink.core.fs.Path old =
        put(
            lake.windows(
                "2026-11-21",
                "tickets_by_type",
                LakeOnDisk.tickets("request_type"),
                "('2026-11-21T10:00:00Z', 'billing', 3, 2)"));
    try (AnalyticsServer server =
        AnalyticsServer.start(
            Options.of(LAKE).at("127.0.0.1", 0).refreshedEvery(Duration.ofMillis(200)))) {
      assertThat(server.awaitLake(Duration.ofSeconds(60))).isTrue();
      Caller caller = new Caller(server);
      assertThat(invoices(caller)).isEqualTo(2);

      put(lake.invoices("2026-11-20", "summary", "('', 'EUR', 5, 8, 1, 2, 2)"));
      Caller.await(() -> invoices(caller) == 5);

      // Compacted: the old file's rows are in a new one.
      String question = "/analytics/tickets/metrics?dimension=request_type&granularity=day";
      put(
          lake.windows(
              "2026-11-21",
              "tickets_by_type",
              LakeOnDisk.tickets("request_type"),
              "('2026-11-21T10:00:00Z', 'billing', 3, 2), ('2026-11-21T10:01:00Z', 'billing', 1,"
                  + " 1)"));
      old.getFileSystem().delete(old, false);
      Caller.await(() -> caller.json(question).path("items").path(0).path("count").asLong() == 4);

      s3.kill();
      Caller.await(() -> lakePart(caller).path("detail").asText().contains("can't be read"));
      assertThat(invoices(caller)).as("known from before").isEqualTo(5);
      s3.startAgain();
      put(lake.invoices("2026-11-21", "summary", "('', 'EUR', 1, 8, 1, 2, 1)"));
      Caller.await(() -> invoices(caller) == 6);
    }
  }

  private static long invoices(Caller caller) {
    return caller.json("/analytics/summary").path("invoices").asLong();
  }

  private static JsonNode lakePart(Caller caller) {
    return caller.json("/health").path("parts").get(0);
  }
}
