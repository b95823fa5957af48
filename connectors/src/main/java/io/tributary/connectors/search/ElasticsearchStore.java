package io.tributary.connectors.search;

import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.connectors.secrets.Secret;
import io.tributary.connectors.upsert.Session;
import io.tributary.connectors.upsert.Store;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.NamedDataset.Field;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * An index of Elasticsearch. Its settings and mapping are the resource {@code INDEX.json} beside
 * this class; rows that it refuses go to the index {@code INDEX-refused}.
 *
 * @param url of the server, or of what is before several
 * @param user whom it knows; without one nobody says who they are
 * @param certificate the file of the certificate (PEM) that the server's is signed by, where it is
 *     none that the JVM knows; empty for none
 * @param index its name
 * @param id the column by whose text a row is one and the same document
 */
public record ElasticsearchStore(
    URI url, String user, Secret password, String certificate, String index, String id)
    implements Store {

  /**
   * Checks what can be checked without a connection.
   *
   * @throws IllegalArgumentException what is wrong and what to do
   */
  public ElasticsearchStore {
    if (url.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "Elasticsearch's address holds a user: name the user and a file with the password apart");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException(
          "Elasticsearch's address " + url + " names no host: write it like https://search:9200");
    }
    if (!url.getPath().matches("/?")) {
      throw new IllegalArgumentException(
          "tweets.elasticsearch.url: " + url + " has a path: write it like https://search:9200");
    }
  }

  @Override
  public String name() {
    return "index " + index + " at " + url;
  }

  @Override
  public List<NamedDataset> writes(List<Field> fields) {
    return List.of(
        DatasetNames.index(url, index, fields),
        DatasetNames.index(url, IndexSetup.refused(index), List.of()));
  }

  @Override
  public Session open() throws IOException {
    ElasticsearchClient client = ElasticsearchClient.connect(this);
    try {
      new IndexSetup(client, index).ensure();
      return new ElasticsearchSession(client, this);
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }
}
