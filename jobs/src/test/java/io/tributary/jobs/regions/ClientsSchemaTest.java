package io.tributary.jobs.regions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientsSchemaTest {

  @Test
  void theSchemaTakesTheCountriesThatHaveARegionAndNoOthers() throws IOException {
    JsonSchema schema;
    try (InputStream file = Files.newInputStream(Path.of("../schemas/clients.schema.json"))) {
      schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(file);
    }
    List<String> differing = new ArrayList<>();
    for (String code : codes()) {
      var record = JsonNodeFactory.instance.objectNode();
      record.put("client_id", "CLIENT_1").put("country", code);
      if (schema.validate(record).isEmpty() != Regions.region(code).isPresent()) {
        differing.add(code);
      }
    }
    assertThat(differing).isEmpty();
  }

  private static List<String> codes() {
    List<String> codes = new ArrayList<>(List.of("", "F", "fr", "Fra", "FRAN", "FR ", "É"));
    for (char first = 'A'; first <= 'Z'; first++) {
      for (char second = 'A'; second <= 'Z'; second++) {
        codes.add("" + first + second);
        for (char third = 'A'; third <= 'Z'; third++) {
          codes.add("" + first + second + third);
        }
      }
    }
    return codes;
  }
}
