package io.tributary.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The repository's files, found and read. */
final class Documents {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Documents() {}

  /** The folder of the root pom: tests run in the module's folder, one below. */
  static Path root() {
    return Path.of("..").toAbsolutePath().normalize();
  }

  static String text(String file) {
    try {
      return Files.readString(root().resolve(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static JsonNode yaml(String file) {
    List<JsonNode> documents = yamlDocuments(text(file));
    if (documents.size() != 1) {
      throw new IllegalArgumentException(
          file + ": " + documents.size() + " YAML documents, expected one");
    }
    return documents.get(0);
  }

  static List<JsonNode> yamlDocuments(String text) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      return YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser).readAll();
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }
}
