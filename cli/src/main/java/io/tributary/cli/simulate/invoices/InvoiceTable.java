package io.tributary.cli.simulate.invoices;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.cli.CommandFailure;
import io.tributary.cli.simulate.Outlet;
import io.tributary.cli.simulate.SimulatedRecord;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Keeps invoices in the table {@code factures} of a PostgreSQL, as an application would: a row
 * each, which a correction changes. A copy only makes its {@code updated_at} newer.
 */
final class InvoiceTable implements Outlet {
  /** Whose value is the password: addresses and options can be seen by others. */
  static final String PASSWORD = "SIMULATOR_DATABASE_PASSWORD";

  private static final String POSTGRES = "jdbc:postgresql:";
  private static final int BATCH = 100;
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final String TIMEOUT_SECONDS = "30";

  private static final List<String> TABLE =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS factures (
            invoice_id text PRIMARY KEY,
            issued_at timestamptz,
            customer_id text,
            country text,
            amount numeric,
            currency text,
            payment_mode text,
            lines jsonb,
            company text,
            customer_name text,
            updated_at timestamptz NOT NULL DEFAULT now())\
          """,
          "CREATE INDEX IF NOT EXISTS factures_by_update ON factures (updated_at, invoice_id)");

  private static final List<String> COLUMNS =
      List.of(
          "invoice_id",
          "issued_at",
          "customer_id",
          "country",
          "amount",
          "currency",
          "payment_mode",
          "lines",
          "company",
          "customer_name");

  private static final String UPSERT =
      """
      INSERT INTO factures (invoice_id, issued_at, customer_id, country, amount, currency,
        payment_mode, lines, company, customer_name, updated_at)
      VALUES (?, ?::timestamptz, ?, ?, ?::numeric, ?, ?, ?::jsonb, ?, ?, now())
      ON CONFLICT (invoice_id) DO UPDATE SET issued_at = excluded.issued_at,
        customer_id = excluded.customer_id, country = excluded.country, amount = excluded.amount,
        currency = excluded.currency, payment_mode = excluded.payment_mode, lines = excluded.lines,
        company = excluded.company, customer_name = excluded.customer_name,
        updated_at = excluded.updated_at\
      """;

  private final String shown;
  private final Connection connection;
  private final PreparedStatement upsert;
  private int waiting;
  private long committedNanos = System.nanoTime();
  private long delivered;

  private InvoiceTable(String shown, Connection connection) throws SQLException {
    this.shown = shown;
    this.connection = connection;
    connection.setAutoCommit(false);
    // Days are midnight in UTC, whatever the server's or this machine's zone.
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TIME ZONE 'UTC'");
      for (String each : TABLE) {
        statement.execute(each);
      }
    }
    connection.commit();
    upsert = connection.prepareStatement(UPSERT);
  }

  /**
   * Connects, and creates the table when it is missing.
   *
   * @param url such as {@code jdbc:postgresql://localhost:5432/shop}
   * @param user unless the address says so
   */
  static InvoiceTable open(String url, Optional<String> user, @Nullable String password) {
    int options = url.indexOf('?');
    String shown = "factures at " + (options < 0 ? url : url.substring(0, options));
    if (!url.startsWith(POSTGRES)) {
      throw new CommandFailure(
          "--database " + url + " is no address of a PostgreSQL",
          "write one such as jdbc:postgresql://localhost:5432/shop");
    }
    if (url.toLowerCase(Locale.ROOT).contains("password=") || url.contains("@")) {
      throw new CommandFailure(
          "--database holds a password, which everybody sees who lists processes",
          "take it out, and set " + PASSWORD + " in the environment");
    }
    Properties properties = new Properties();
    user.ifPresent(name -> properties.setProperty("user", name));
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "tributary simulate");
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", TIMEOUT_SECONDS);
    try {
      Connection connection = DriverManager.getConnection(url, properties);
      try {
        return new InvoiceTable(shown, connection);
      } catch (SQLException e) {
        connection.abort(Runnable::run);
        throw e;
      }
    } catch (SQLException e) {
      throw unwritable(shown, e);
    }
  }

  @Override
  public void send(SimulatedRecord record) {
    JsonNode invoice = InvoiceJson.fields(record);
    try {
      for (int i = 0; i < COLUMNS.size(); i++) {
        String column = COLUMNS.get(i);
        boolean isNull = invoice.path(column).isNull() || invoice.path(column).isMissingNode();
        upsert.setString(i + 1, isNull ? null : InvoiceJson.text(invoice, column));
      }
      upsert.addBatch();
    } catch (SQLException e) {
      throw unwritable(shown, e);
    }
    waiting++;
    if (waiting >= BATCH || System.nanoTime() - committedNanos > PAUSE_NANOS) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (waiting == 0) {
      return;
    }
    int rows = waiting;
    // Also when it fails: the driver forgets them then, and the next commit would be of none.
    waiting = 0;
    try {
      upsert.executeBatch();
      connection.commit();
    } catch (SQLException e) {
      throw unwritable(shown, e);
    }
    delivered += rows;
    committedNanos = System.nanoTime();
  }

  @Override
  public long delivered() {
    return delivered;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw unwritable(shown, e);
    }
  }

  private static CommandFailure unwritable(String shown, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    SQLException first = e.getNextException() == null ? e : e.getNextException();
    String remedy =
        switch (state.length() < 2 ? state : state.substring(0, 2)) {
          case "08" -> "check that the database runs and can be reached";
          case "28" -> "check --database-user, and " + PASSWORD + " in the environment";
          case "3D" -> "create the database, or name another";
          case "42" ->
              "let the user create tables, or drop a table factures that has other columns";
          default -> "see what the database says";
        };
    return new CommandFailure(
        shown
            + " can't be written ("
            + String.valueOf(first.getMessage()).lines().findFirst().orElse("")
            + ")",
        remedy,
        e);
  }
}
