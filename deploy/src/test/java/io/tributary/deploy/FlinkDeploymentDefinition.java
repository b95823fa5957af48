package io.tributary.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The operator's definition of a FlinkDeployment (CustomResourceDefinition of release 1.10.0, the
 * newest published as an artifact), made stricter and newer in two places:
 *
 * <ul>
 *   <li>fields that it doesn't know are errors: a Kubernetes API server drops them in silence;
 *   <li>{@code flinkVersion} takes {@code v2_2} too: release 1.10.0 ends at {@code v1_20}, an
 *       operator that runs Flink 2.2 knows it.
 * </ul>
 */
final class FlinkDeploymentDefinition {
  private static final String RESOURCE =
      "/flink-operator/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

  private final JsonSchema schema;

  FlinkDeploymentDefinition() {
    ObjectNode definition = (ObjectNode) read();
    refuseUnknownFields(definition);
    ArrayNode versions = (ArrayNode) definition.at("/properties/spec/properties/flinkVersion/enum");
    versions.add("v2_2");
    ObjectNode properties = (ObjectNode) definition.get("properties");
    properties.putObject("apiVersion").put("const", "flink.apache.org/v1beta1");
    properties.putObject("kind").put("const", "FlinkDeployment");
    properties.putObject("metadata").put("type", "object");
    schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(definition);
  }

  /** What is wrong with the deployment; empty when nothing is. */
  List<String> errorsIn(JsonNode deployment) {
    return schema.validate(deployment).stream().map(ValidationMessage::getMessage).toList();
  }

  private static JsonNode read() {
    try (InputStream file = FlinkDeploymentDefinition.class.getResourceAsStream(RESOURCE)) {
      if (file == null) {
        throw new IllegalStateException(
            RESOURCE + " is missing: run the tests by Maven, which unpacks it");
      }
      return new ObjectMapper(new YAMLFactory())
          .readTree(file)
          .at("/spec/versions/0/schema/openAPIV3Schema");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void refuseUnknownFields(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.path("type").asText().equals("object")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(FlinkDeploymentDefinition::refuseUnknownFields);
  }
}
