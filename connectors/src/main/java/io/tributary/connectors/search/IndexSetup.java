package io.tributary.connectors.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.search.ElasticsearchClient.Answer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an index, its template, its lifecycle policy and the index of what is refused, where they
 * are missing. What is there is compared, and never changed.
 */
final class IndexSetup {
  private static final Logger LOG = LoggerFactory.getLogger(IndexSetup.class);
  private static final int NOT_FOUND = 404;

  private final ElasticsearchClient client;
  private final String index;

  IndexSetup(ElasticsearchClient client, String index) {
    this.client = client;
    this.index = index;
  }

  static String refused(String index) {
    return index + "-refused";
  }

  void ensure() throws IOException {
    ObjectNode body = resource(index + ".json");
    boolean hasLifecycles = ensureLifecycle();
    if (hasLifecycles) {
      ((ObjectNode) body.path("settings").path("index")).putObject("lifecycle").put("name", index);
    }
    ensureTemplate(body);
    ensureIndex(index, ElasticsearchClient.JSON.createObjectNode());
    compare(body.path("mappings").path("properties")); // another template may have made it
    ensureIndex(refused(index), resource("refused.json"));
  }

  /**
   * Returns whether the server knows lifecycles: that is part of its free licence, not of its core.
   */
  private boolean ensureLifecycle() throws IOException {
    String path = "/_ilm/policy/" + index;
    Answer found = client.get(path);
    if (found.status() == NOT_FOUND) {
      made("the lifecycle policy " + index, client.put(path, resource("lifecycle.json")));
      return true;
    }
    if (found.isForNow()) {
      throw client.refused("reading the lifecycle policy " + index, found);
    }
    return found.isGood();
  }

  private void ensureTemplate(ObjectNode body) throws IOException {
    String path = "/_index_template/" + index;
    Answer found = client.get(path);
    if (found.status() == NOT_FOUND) {
      ObjectNode template = ElasticsearchClient.JSON.createObjectNode();
      template.putArray("index_patterns").add(index);
      template.set("template", body);
      template.put("priority", 200);
      made("the index template " + index, client.put(path, template));
    } else if (!found.isGood()) {
      throw client.refused("reading the index template " + index, found);
    }
  }

  /** The template says what it is like. */
  private void ensureIndex(String name, ObjectNode body) throws IOException {
    Answer found = client.get("/" + name);
    if (found.isGood()) {
      return;
    }
    if (found.status() != NOT_FOUND) {
      throw client.refused("reading the index " + name, found);
    }
    Answer made = client.put("/" + name, body);
    String error = made.body().path("error").path("type").asText();
    if (!error.equals("resource_already_exists_exception")) {
      made("the index " + name, made);
    }
  }

  private void made(String what, Answer answer) throws IOException {
    if (!answer.isGood()) {
      throw client.refused("making " + what, answer);
    }
    LOG.info("made {}", what);
  }

  /**
   * Says what is otherwise in the index than it would be if it were made now.
   *
   * @throws IOException if rows would be refused for it
   */
  private void compare(JsonNode wanted) throws IOException {
    Answer answer = client.get("/" + index + "/_mapping");
    if (!answer.isGood()) {
      throw client.refused("reading the mapping of " + index, answer);
    }
    // An alias's answer is named after what it stands for.
    for (JsonNode each : answer.body()) {
      JsonNode mappings = each.path("mappings");
      List<String> harmless = new ArrayList<>();
      List<String> harmful = new ArrayList<>();
      boolean isStrict = mappings.path("dynamic").asText().equals("strict");
      List<String> missing = isStrict ? harmful : harmless;
      differences(wanted, mappings.path("properties"), "", missing, harmful, harmless);
      if (!harmful.isEmpty()) {
        throw new IOException(
            ("index %s would refuse rows: %s. Add what is not mapped by PUT %s/_mapping; where a"
                    + " type is another, copy the documents to an index that has ours, under this"
                    + " name")
                .formatted(index, String.join("; ", harmful), index));
      }
      for (String difference : harmless) {
        LOG.warn(
            "index {}: {}. Documents are written all the same; to search by it, add it by PUT"
                + " {}/_mapping, or make the index anew",
            index,
            difference,
            index);
      }
    }
  }

  private static void differences(
      JsonNode wanted,
      JsonNode found,
      String prefix,
      List<String> missing,
      List<String> types,
      List<String> others) {
    wanted
        .properties()
        .forEach(
            field -> {
              String name = prefix + field.getKey();
              JsonNode theirs = found.path(field.getKey());
              if (theirs.isMissingNode()) {
                missing.add(name + " is not mapped");
                return;
              }
              for (String property : List.of("type", "analyzer", "normalizer")) {
                String ours = field.getValue().path(property).asText();
                // Elasticsearch doesn't tell what is as it is by default.
                String other =
                    theirs.path(property).asText(property.equals("analyzer") ? "standard" : "");
                if (!ours.isEmpty() && !ours.equals(other)) {
                  (property.equals("type") ? types : others)
                      .add(
                          "%s has the %s %s in place of %s"
                              .formatted(name, property, other.isEmpty() ? "none" : other, ours));
                }
              }
              differences(
                  field.getValue().path("fields"),
                  theirs.path("fields"),
                  name + ".",
                  others, // without a form of a text it is only searched otherwise
                  types,
                  others);
            });
  }

  private static ObjectNode resource(String name) throws IOException {
    try (InputStream in = IndexSetup.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not beside " + IndexSetup.class);
      }
      return (ObjectNode) ElasticsearchClient.JSON.readTree(in);
    }
  }
}
