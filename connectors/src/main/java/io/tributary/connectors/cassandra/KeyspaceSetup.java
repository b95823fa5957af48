package io.tributary.connectors.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.tributary.connectors.cassandra.TableLayout.Column;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a keyspace and its tables where they are missing; what is there is compared only. */
final class KeyspaceSetup {
  private static final Logger LOG = LoggerFactory.getLogger(KeyspaceSetup.class);

  /** Rows that were refused, each once. */
  static final String REFUSED = "refused";

  private final CqlSession session;
  private final CassandraStore store;

  KeyspaceSetup(CqlSession session, CassandraStore store) {
    this.session = session;
    this.store = store;
  }

  void ensure() throws IOException {
    if (session.getMetadata().getKeyspace(store.keyspace()).isEmpty()) {
      session.execute(
          "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %s}"
              .formatted(store.keyspace(), store.datacenter(), store.replicas()));
      LOG.info("made the keyspace {}", store.keyspace());
    }
    for (TableLayout table : store.tables()) {
      Optional<TableMetadata> found = find(table.name());
      if (found.isPresent()) {
        compare(table, found.get());
      } else {
        make(table.name(), table.create(store.keyspace()));
      }
    }
    if (find(REFUSED).isEmpty()) {
      make(
          REFUSED,
          "CREATE TABLE IF NOT EXISTS %s.%s (id text PRIMARY KEY, \"row\" text, reason text, refused_at timestamp)"
              .formatted(store.keyspace(), REFUSED));
    }
  }

  private Optional<TableMetadata> find(String table) {
    return session
        .getMetadata()
        .getKeyspace(store.keyspace())
        .flatMap(keyspace -> keyspace.getTable(table));
  }

  private void make(String table, String statement) {
    session.execute(statement);
    LOG.info("made the table {}.{}", store.keyspace(), table);
  }

  /** A column that is missing or of another type would make the server refuse each row. */
  private void compare(TableLayout wanted, TableMetadata found) throws IOException {
    for (Column column : wanted.columns()) {
      String type =
          found
              .getColumn("\"" + column.name() + "\"")
              .map(ColumnMetadata::getType)
              .map(each -> each.asCql(true, false).replace(" ", ""))
              .orElse("");
      if (!type.equals(column.type())) {
        throw new IOException(
            "the table %s.%s has %s: %s"
                .formatted(
                    store.keyspace(),
                    wanted.name(),
                    type.isEmpty()
                        ? "no column " + column.name()
                        : column.name() + " of type " + type + " in place of " + column.type(),
                    type.isEmpty()
                        ? "ALTER TABLE %s.%s ADD \"%s\" %s"
                            .formatted(
                                store.keyspace(), wanted.name(), column.name(), column.type())
                        : "copy its rows to a table that has, under this name"));
      }
    }
  }
}
