package io.tributary.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;

final class EventTextTest {
  static final JobID JOB = JobID.fromHexString("00112233445566778899aabbccddeeff");
  static final EventText TEXT =
      new EventText("\"job\":{\"name\":\"tickets\"}", "", "\"programmingLanguage\":\"JAVA\"");

  private static final Instant NOW = Instant.parse("2026-01-26T20:00:00.123Z");

  private static JsonNode event(EventText text, RunEvent event) throws Exception {
    return new ObjectMapper().readTree(text.of(JOB, event));
  }

  @Test
  void theRunsIdIsTheJobs() throws Exception {
    JsonNode event = event(TEXT, RunEvent.of(RunState.START, NOW));

    assertThat(event.at("/run/runId").asText()).isEqualTo("00112233-4455-6677-8899-aabbccddeeff");
    assertThat(event.at("/eventType").asText()).isEqualTo("START");
    assertThat(event.at("/eventTime").asText()).isEqualTo("2026-01-26T20:00:00.123Z");
    assertThat(event.at("/job/name").asText()).isEqualTo("tickets");
    assertThat(event.at("/run/facets").isEmpty()).isTrue();
  }

  @Test
  void aFailureSaysWhyWhateverIsInIt() throws Exception {
    String why = "a \"quoted\"\\ \n\u0000 é \ud83d\ude00 \ud83d";
    EventText text = new EventText(TEXT.rest(), "\"parent\":{}", TEXT.errorFacet());

    JsonNode facets = event(text, new RunEvent(RunState.FAIL, NOW, why)).at("/run/facets");

    assertThat(facets.at("/errorMessage/message").asText()).isEqualTo(why);
    assertThat(facets.at("/errorMessage/programmingLanguage").asText()).isEqualTo("JAVA");
    assertThat(facets.has("parent")).isTrue();
  }

  @Test
  void aLongErrorIsCut() throws Exception {
    JsonNode event = event(TEXT, new RunEvent(RunState.FAIL, NOW, "x".repeat(100_000)));

    assertThat(event.at("/run/facets/errorMessage/message").asText()).hasSize(2_000);
  }
}
