package io.tributary.connectors.search;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.connectors.search.ElasticsearchClient.Answer;
import io.tributary.connectors.upsert.Refused;
import io.tributary.connectors.upsert.Rest;
import io.tributary.connectors.upsert.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes rows as documents, many a request; what is answered of each decides about each. */
final class ElasticsearchSession implements Session {
  private static final String ANSWER = "?filter_path=errors,items.*.status,items.*.error";

  private static final JsonFactory JSON = BoundedJson.records().build();

  private final ElasticsearchClient client;
  private final ElasticsearchStore store;

  ElasticsearchSession(ElasticsearchClient client, ElasticsearchStore store) {
    this.client = client;
    this.store = store;
  }

  @Override
  public Rest write(List<byte[]> rows) throws IOException {
    List<byte[]> later = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    String reason = write(rows, later, refused);
    return new Rest(later, reason, refused);
  }

  /** Returns why some must be written later. */
  private String write(List<byte[]> rows, List<byte[]> later, List<Refused> refused)
      throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] row : rows) {
      add(lines, id(row), row);
    }
    Answer answer = client.bulk("/" + store.index() + "/_bulk" + ANSWER, lines.toByteArray());
    if (answer.isRefusal()) {
      // One row can make a request impossible, such as an id of more than 512 bytes.
      if (rows.size() == 1) {
        refused.add(new Refused(rows.get(0), answer.problem()));
        return "";
      }
      int half = rows.size() / 2;
      String first = write(rows.subList(0, half), later, refused);
      String second = write(rows.subList(half, rows.size()), later, refused);
      return first.isEmpty() ? second : first;
    }
    if (!answer.isGood()) {
      throw client.refused("writing", answer);
    }
    return sort(rows, answer.body(), later, refused);
  }

  /**
   * Sorts out what became of rows; returns why some must be written later.
   *
   * @throws IOException if the answer doesn't say it of each
   */
  String sort(List<byte[]> rows, JsonNode answer, List<byte[]> later, List<Refused> refused)
      throws IOException {
    if (answer.path("errors").isBoolean() && !answer.path("errors").asBoolean()) {
      return "";
    }
    JsonNode items = answer.path("items");
    if (!items.isArray() || items.size() != rows.size()) {
      throw new IOException(
          "%s answered for %d of %d rows".formatted(store.name(), items.size(), rows.size()));
    }
    String reason = "";
    for (int i = 0; i < rows.size(); i++) {
      Answer item =
          new Answer(items.get(i).path("index").path("status").asInt(), items.get(i).path("index"));
      if (item.isRefusal()) {
        refused.add(new Refused(rows.get(i), item.problem()));
      } else if (!item.isGood()) {
        later.add(rows.get(i));
        reason = item.problem();
      }
    }
    return reason;
  }

  @Override
  public void setAside(List<Refused> rows) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    String now = Instant.now().toString();
    for (Refused refused : rows) {
      ObjectNode document = ElasticsearchClient.JSON.createObjectNode();
      document.put("reason", refused.reason());
      document.put("refused_at", now);
      document.put("row", refused.text());
      add(lines, refused.id(), ElasticsearchClient.JSON.writeValueAsBytes(document));
    }
    Answer answer =
        client.bulk(
            "/" + IndexSetup.refused(store.index()) + "/_bulk" + ANSWER, lines.toByteArray());
    if (!answer.isGood() || answer.body().path("errors").asBoolean(true)) {
      throw client.refused("setting rows aside", answer);
    }
  }

  private static void add(ByteArrayOutputStream lines, String id, byte[] document)
      throws IOException {
    ObjectNode action = ElasticsearchClient.JSON.createObjectNode();
    action.putObject("index").put("_id", id);
    lines.writeBytes(ElasticsearchClient.JSON.writeValueAsBytes(action));
    lines.write('\n');
    lines.writeBytes(document);
    lines.write('\n');
  }

  private String id(byte[] row) throws IOException {
    try (JsonParser parser = JSON.createParser(row)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isId = parser.currentName().equals(store.id());
        parser.nextToken();
        if (isId) {
          return parser.getText();
        }
        parser.skipChildren();
      }
    }
    throw new IllegalStateException(
        "a row for %s has no %s: %s"
            .formatted(store.name(), store.id(), new String(row, StandardCharsets.UTF_8)));
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
