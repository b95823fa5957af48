package io.tributary.connectors.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.connectors.secrets.Secret;
import io.tributary.connectors.upsert.Session;
import io.tributary.connectors.upsert.Store;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.NamedDataset.Field;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tables of Cassandra that hold the same rows, each laid out for one way of reading. Rows that it
 * refuses go to the table {@code refused} of the keyspace.
 *
 * @param contacts hosts and ports of some nodes, such as {@code cassandra:9042}
 * @param datacenter the one that is nearest
 * @param user whom it knows; without one nobody says who they are
 * @param keyspace where the tables are; made when it is missing
 * @param replicas how many nodes of the datacenter hold each row, where the keyspace is made
 * @param tables what the rows go to
 * @param writtenAt the column of a moment that says how new a row is: of two rows of one key the
 *     later one stays, whichever was written first
 */
public record CassandraStore(
    List<String> contacts,
    String datacenter,
    String user,
    Secret password,
    String keyspace,
    int replicas,
    List<TableLayout> tables,
    String writtenAt)
    implements Store {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int LAST_PORT = 65_535;

  /**
   * Checks what can be checked without a connection.
   *
   * @throws IllegalArgumentException what is wrong and what to do
   */
  public CassandraStore {
    contacts = List.copyOf(contacts);
    tables = List.copyOf(tables);
    contacts.forEach(CassandraStore::address);
  }

  @Override
  public String name() {
    return "keyspace %s at %s".formatted(keyspace, String.join(",", contacts));
  }

  @Override
  public List<NamedDataset> writes(List<Field> fields) {
    return Stream.concat(
            tables.stream()
                .map(
                    layout ->
                        DatasetNames.columns(contacts, keyspace, layout.name(), layout.fields())),
            Stream.of(DatasetNames.columns(contacts, keyspace, KeyspaceSetup.REFUSED, List.of())))
        .toList();
  }

  @Override
  public Session open() throws IOException {
    CqlSession session;
    try {
      session = connect();
    } catch (DriverException | IllegalArgumentException e) {
      throw problem(e);
    }
    try {
      new KeyspaceSetup(session, this).ensure();
      return new CassandraSession(session, this);
    } catch (DriverException e) {
      session.close();
      throw problem(e);
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private CqlSession connect() throws IOException {
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder(CassandraStore.class.getClassLoader())
                    .withString(DefaultDriverOption.SESSION_NAME, "tributary")
                    .withString(
                        DefaultDriverOption.REQUEST_CONSISTENCY,
                        ConsistencyLevel.LOCAL_QUORUM.name())
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, ANSWER)
                    .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, ANSWER)
                    .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, ANSWER)
                    .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, ANSWER)
                    .build())
            .withClassLoader(CassandraStore.class.getClassLoader())
            .withLocalDatacenter(datacenter);
    contacts.forEach(contact -> builder.addContactPoint(address(contact)));
    if (!user.isEmpty()) {
      builder.withAuthCredentials(user, password.read());
    }
    return builder.build();
  }

  private static InetSocketAddress address(String contact) {
    int colon = contact.lastIndexOf(':');
    String port = contact.substring(colon + 1);
    if (colon <= 0 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > LAST_PORT) {
      throw new IllegalArgumentException(
          "tweets.cassandra.contact-points: "
              + contact
              + " is not a host and a port: write it like cassandra:9042");
    }
    return new InetSocketAddress(contact.substring(0, colon), Integer.parseInt(port));
  }

  IOException problem(Exception e) {
    return new IOException(name() + ": " + e.getMessage(), e);
  }
}
