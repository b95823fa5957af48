package io.tributary.connectors.datasets;

import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.NamedDataset.Field;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;

/**
 * OpenLineage's rules for the names of datasets, so that what one job writes and another program
 * reads is one and the same. The rules know neither Elasticsearch nor HTTP: there the names are
 * made as those of databases are, of the server's address and what is asked of it.
 */
public final class DatasetNames {
  private static final Pattern JDBC =
      Pattern.compile("jdbc:([A-Za-z0-9+.-]+):(?://([^/?;]*)/)?([^?;]*)[?;]?.*");

  private static final Map<String, Integer> PORTS = Map.of("postgresql", 5432, "mysql", 3306);

  private DatasetNames() {}

  /**
   * {@code kafka://HOST:PORT} of the broker that is named first, and the topic.
   *
   * @param client a Kafka client's properties
   */
  public static NamedDataset topic(Map<String, String> client, String topic, List<Field> fields) {
    String servers = client.getOrDefault("bootstrap.servers", "");
    return new NamedDataset("kafka://" + first(servers), topic, fields);
  }

  /**
   * A folder: {@code file} and its path; {@code s3://BUCKET} and the key, whatever S3's scheme is
   * spelt like; {@code hdfs://HOST:PORT} and the path; others as HDFS.
   */
  public static NamedDataset folder(String path, List<Field> fields) {
    URI uri = new Path(path).toUri();
    String scheme = uri.getScheme() == null ? "file" : uri.getScheme();
    String place = uri.getAuthority() == null ? "" : uri.getAuthority();
    return switch (scheme) {
      case "file" -> new NamedDataset("file", uri.getPath(), fields);
      case "s3", "s3a", "s3n", "s3p" ->
          new NamedDataset("s3://" + place, uri.getPath().substring(1), fields);
      default -> new NamedDataset(scheme + "://" + place, uri.getPath(), fields);
    };
  }

  /**
   * A table: of PostgreSQL {@code postgres://HOST:PORT} and {@code DATABASE.public.TABLE}, since
   * the usual schema is presumed, of others {@code SUBPROTOCOL://HOST:PORT} and {@code
   * DATABASE.TABLE}.
   *
   * @param url JDBC's; it has no password in it
   */
  public static NamedDataset table(String url, String table, List<Field> fields) {
    Matcher parts = JDBC.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no address of JDBC: " + url);
    }
    String kind = parts.group(1);
    boolean postgres = kind.equals("postgresql");
    String server = parts.group(2) == null ? "localhost" : first(parts.group(2));
    if (!server.matches(".*:\\d+") && PORTS.containsKey(kind)) {
      server = server + ":" + PORTS.get(kind);
    }
    return new NamedDataset(
        (postgres ? "postgres" : kind) + "://" + server,
        parts.group(3) + (postgres ? ".public." : ".") + table,
        fields);
  }

  /**
   * A table of Cassandra: {@code cassandra://HOST:PORT} of the node that is named first, and {@code
   * KEYSPACE.TABLE}.
   */
  public static NamedDataset columns(
      List<String> contacts, String keyspace, String table, List<Field> fields) {
    return new NamedDataset("cassandra://" + contacts.get(0), keyspace + "." + table, fields);
  }

  /** An index: {@code elasticsearch://HOST:PORT} and its name. */
  public static NamedDataset index(URI server, String index, List<Field> fields) {
    return new NamedDataset("elasticsearch://" + address(server), index, fields);
  }

  /** What an API answers: {@code https://HOST:PORT} and the path. */
  public static NamedDataset api(URI url) {
    String path = url.getPath() == null || url.getPath().isEmpty() ? "/" : url.getPath();
    return new NamedDataset(url.getScheme() + "://" + address(url), path, List.of());
  }

  private static String address(URI url) {
    int usual = "https".equals(url.getScheme()) ? 443 : 80;
    return url.getHost() + ":" + (url.getPort() < 0 ? usual : url.getPort());
  }

  private static String first(String servers) {
    return servers.split(",", 2)[0].strip();
  }
}
