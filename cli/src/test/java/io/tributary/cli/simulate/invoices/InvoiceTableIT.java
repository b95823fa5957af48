package io.tributary.cli.simulate.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.StopSignal;
import io.tributary.cli.simulate.Outlet;
import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.cli.simulate.Traffic;
import io.tributary.connectors.files.InboxCollector;
import io.tributary.connectors.jdbc.TableCollector;
import io.tributary.connectors.jdbc.TableSettings;
import io.tributary.connectors.secrets.Secret;
import io.tributary.testkit.FreePort;
import io.tributary.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InvoiceTableIT {
  @TempDir private static Path folder;
  private static PostgresServer postgres;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start(folder);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @AfterEach
  void dropTable() throws Exception {
    postgres.execute("DROP TABLE IF EXISTS factures");
  }

  @Test
  void theFeedsOwnReaderTakesAndRefusesWhatItIsMeantTo() throws Exception {
    List<SimulatedRecord> sent;
    try (InvoiceTable table = open(postgres.url())) {
      sent = Deliveries.send(Source.DATABASE, 2_000, table);
      assertThat(table.delivered()).isEqualTo(2_000);
    }
    assertThat(Deliveries.read(reader()).stream().map(Deliveries::fate))
        .containsExactlyInAnyOrderElementsOf(Deliveries.fatesOfTheNewest(sent));
  }

  @Test
  void changesTheRowsOfTheSameInvoicesWhenItIsRunAgain() throws Exception {
    for (int run = 0; run < 2; run++) {
      try (InvoiceTable table = open(postgres.url())) {
        Deliveries.send(Source.DATABASE, 300, table);
      }
    }
    List<SimulatedRecord> sent;
    try (InvoiceTable table = open(postgres.url())) {
      sent = Deliveries.send(Source.DATABASE, 300, table);
    }
    assertThat(Deliveries.read(reader())).hasSameSizeAs(Deliveries.fatesOfTheNewest(sent));
  }

  @Test
  void keepsWhatWasCommittedAndSaysSoWhenTheDatabaseIsKilled() throws Exception {
    try (InvoiceTable table = open(postgres.url())) {
      Deliveries.send(Source.DATABASE, 200, table);
      postgres.kill();
      assertThatThrownBy(() -> Deliveries.send(Source.DATABASE, 200, table))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("factures at " + postgres.url() + " can't be written");
      assertThat(table.delivered()).isEqualTo(200);
    } finally {
      postgres.startAgain();
    }
    assertThat(Deliveries.read(reader())).hasSizeGreaterThan(150);
  }

  @Test
  void saysWhatIsWrongWithADatabase() throws Exception {
    String nobody = "jdbc:postgresql://127.0.0.1:" + FreePort.any() + "/postgres";
    assertFails(nobody, "check that the database runs and can be reached");
    assertFails(postgres.url().replace("/postgres", "/nowhere"), "create the database");
    assertFails("jdbc:mysql://127.0.0.1/shop", "is no address of a PostgreSQL");
    assertFails(
        postgres.url() + "?password=secret", "set SIMULATOR_DATABASE_PASSWORD in the environment");
    postgres.execute("CREATE TABLE factures (number int, updated_at timestamptz, invoice_id text)");
    try (InvoiceTable table = open(postgres.url())) {
      assertThatThrownBy(() -> Deliveries.send(Source.DATABASE, 1, table))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("drop a table factures that has other columns");
    }
  }

  @Test
  void deliversWhatOtherSourcesHaveTakenBeforeItFails(@TempDir Path inbox) throws Exception {
    postgres.execute("CREATE TABLE factures (number int, updated_at timestamptz, invoice_id text)");
    Map<Source, Supplier<Outlet>> outlets =
        Map.of(
            Source.FILES, () -> new InvoiceFiles(inbox, Deliveries.PARAMETERS),
            Source.DATABASE, () -> open(postgres.url()));
    try (Traffic traffic =
            new Traffic(
                new InvoiceParameters(Deliveries.PARAMETERS, 0, outlets.keySet()).simulation(),
                new InvoiceOutlets(outlets));
        StopSignal stop = StopSignal.listen()) {
      assertThatThrownBy(() -> traffic.send(10_000, Traffic.AT_ONCE, stop, () -> {}))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("factures at ");
      assertThat(traffic.delivered()).isGreaterThan(50);
      assertThat(Deliveries.read(new InboxCollector(inbox, Duration.ZERO)))
          .hasSize((int) traffic.delivered());
    }
  }

  private static void assertFails(String url, String message) {
    assertThatThrownBy(() -> open(url))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret");
  }

  private static InvoiceTable open(String url) {
    return InvoiceTable.open(url, Optional.of(postgres.user()), null);
  }

  private static TableCollector reader() {
    return new TableCollector(
        new TableSettings(
            postgres.url(),
            postgres.user(),
            Secret.none(),
            "factures",
            "updated_at",
            "invoice_id",
            Duration.ofMinutes(1),
            TableSettings.WINDOW,
            TableSettings.PAGE,
            Duration.ofSeconds(10),
            TableSettings.TIMEOUT));
  }
}
