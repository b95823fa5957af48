package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.FreePort;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a newcomer meets it. */
final class DemoIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void goesOnWhereItWasStoppedAndWhereItWasKilled() throws Exception {
    int port = FreePort.any();
    try (Tributary demo = demo(port)) {
      demo.awaitSaying("| window ");
      assertThat(get("http://localhost:" + (port + 1) + "/")).contains("Apache Flink");
      assertThat(get("http://localhost:" + (port + 1) + "/jobs/overview")).contains("tickets");
      demo.terminate();
      assertThat(demo.awaitExit()).as(demo.said()).isZero();
      assertThat(demo.said()).contains("the next demo goes on from");
    }
    assertThat(FreePort.isFree(port) && FreePort.isFree(port + 1)).as("nothing is left").isTrue();

    try (Tributary demo = demo(port)) {
      demo.awaitSaying("going on from checkpoint");
      demo.awaitSaying("| window ");
      demo.kill();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> FreePort.isFree(port));
    try (Tributary demo = demo(port)) {
      demo.awaitSaying("| window ");
      demo.terminate();
      assertThat(demo.awaitExit()).as(demo.said()).isZero();
    }

    // The same broker's records, read to their end by a bounded run with the demo's settings.
    try (BrokerProcess broker = BrokerProcess.start(folder.resolve("data/kafka"), port)) {
      Tributary.run(
          folder,
          "run",
          "tickets",
          "--bounded",
          "--kafka.bootstrap.servers=" + broker.bootstrap(),
          "--lake.path=" + folder.resolve("data/lake"),
          "--checkpoint.path=" + folder.resolve("data/checkpoints"),
          "--window.size=10s",
          "--window.lateness=10s",
          "--watermark.out-of-orderness=5s",
          "--rest.port=0");
      Truth truth = Truth.of(broker.bootstrap(), 10_000);
      Outcome outcome = new Outcome(broker.bootstrap(), folder.resolve("data/lake"));
      assertThat(outcome.rows("tickets_with_assignment")).isEqualTo(truth.rows.size());
      assertThat(new Topic(broker.bootstrap(), "tickets-enriched").count())
          .isEqualTo(truth.rows.size());
      assertThat(new Topic(broker.bootstrap(), "tickets-dead-letters").count())
          .isEqualTo(truth.rejected.size());
    }
  }

  @Test
  void saysWhichPortIsTakenAndHowToChangeIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
        Tributary demo = demo(taken.getLocalPort())) {
      assertThat(demo.awaitExit()).isEqualTo(1);
      assertThat(demo.said())
          .contains("port " + taken.getLocalPort() + " for Kafka is taken", "--port-base");
    }
  }

  private Tributary demo(int port) throws IOException {
    return Tributary.start(
        folder, "demo", "--port-base=" + port, "--rate=200", "--data=" + folder.resolve("data"));
  }

  private static String get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
