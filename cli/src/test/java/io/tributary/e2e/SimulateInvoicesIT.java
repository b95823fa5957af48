package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.Call;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.FreePort;
import io.tributary.testkit.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulator of invoices as it is called, into all five sources at once. */
final class SimulateInvoicesIT {
  private static final Pattern SENT =
      Pattern.compile("api (\\d+), database (\\d+), factures-raw (\\d+), files (\\d+), ocr (\\d+)");

  @TempDir private Path folder;

  @Test
  void fillsAllSourcesAndServesTheApiUntilItIsStopped() throws Exception {
    int port = FreePort.any();
    try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"));
        PostgresServer postgres = PostgresServer.start(folder.resolve("postgres"))) {
      postgres.execute(
          "CREATE ROLE shop LOGIN PASSWORD 'secret'", "GRANT CREATE ON SCHEMA public TO shop");
      try (Tributary simulator =
          Tributary.start(
              folder,
              Map.of("SIMULATOR_DATABASE_PASSWORD", "secret"),
              "simulate",
              "invoices",
              "--count=3000",
              "--seed=7",
              "--start=2025-12-19T23:30:00Z",
              "--duplicates=0",
              "--corrections=0",
              "--kafka",
              "--kafka.bootstrap.servers=" + broker.bootstrap(),
              "--files=" + folder.resolve("inbox"),
              "--database=" + postgres.url(),
              "--database-user=shop",
              "--api=" + port,
              "--documents=" + folder.resolve("scans"))) {
        simulator.awaitSaying(SENT);
        Matcher sent = SENT.matcher(simulator.said());
        assertThat(sent.find()).isTrue();
        assertThat(simulator.said())
            .contains("products: http://127.0.0.1:" + port + "/products until Ctrl-C")
            .contains(": 3000 sent in ")
            .doesNotContain("secret");
        assertThat(products(port)).isEqualTo(count(sent, 1));
        assertThat(rows(postgres)).isEqualTo(count(sent, 2));
        assertThat(new Topic(broker.bootstrap(), "factures-raw").count()).isEqualTo(count(sent, 3));
        assertThat(files("inbox")).isBetween(count(sent, 4) / 60, count(sent, 4) / 24 + 1);
        assertThat(files("scans")).isEqualTo(count(sent, 5));
        simulator.terminate();
        assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
      }
    }
    assertThat(FreePort.isFree(port)).isTrue();
  }

  @Test
  void needsNoKafkaForOtherSources() throws IOException {
    Call call =
        Call.of(
            "simulate",
            "invoices",
            "--count=100",
            "--files=" + folder.resolve("inbox"),
            "--kafka.bootstrap.servers=127.0.0.1:1");
    assertThat(call.exitCode()).as(call.err()).isZero();
    assertThat(call.out()).contains("files: 100 sent in ");
    assertThat(files("inbox")).isPositive();
  }

  @Test
  void writesWhatIsLeftWhenItIsStopped() throws Exception {
    try (Tributary simulator =
        Tributary.start(
            folder, "simulate", "invoices", "--rate=2", "--files=" + folder.resolve("inbox"))) {
      simulator.awaitSaying("simulating:");
      simulator.terminate();
      assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
      assertThat(simulator.said()).containsPattern("files: [1-9][0-9]* sent in ");
    }
    assertThat(files("inbox")).isPositive();
  }

  @Test
  void refusesWhatItCantUnderstand() {
    Call shares = Call.of("simulate", "invoices", "--corrections=2", "--count=1");
    assertThat(shares.exitCode()).isEqualTo(2);
    assertThat(shares.err()).contains("--corrections 2.0: 0 to 1");
    Call address = Call.of("simulate", "invoices", "--database=shop", "--count=1");
    assertThat(address.exitCode()).isEqualTo(1);
    assertThat(address.err()).contains("--database shop is no address of a PostgreSQL");
  }

  private static long count(Matcher sent, int source) {
    return Long.parseLong(sent.group(source));
  }

  private static long products(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/products")).build();
    byte[] body =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    return new ObjectMapper().readTree(body).size();
  }

  private static long rows(PostgresServer postgres) throws Exception {
    try (Connection connection = postgres.connect();
        ResultSet row =
            connection.createStatement().executeQuery("SELECT count(*) FROM factures")) {
      row.next();
      return row.getLong(1);
    }
  }

  private long files(String inbox) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(inbox))) {
      return files.filter(file -> !file.toString().endsWith(".part")).count();
    }
  }
}
