package io.tributary.lineage;

import java.io.Serializable;
import java.util.UUID;
import org.apache.flink.api.common.JobID;

/**
 * A job's events in JSON, written when the job was built but for what is known only later: type,
 * time and run id. So the job manager needs no library for them.
 *
 * @param rest of an event: the members {@code job}, {@code inputs}, {@code outputs}, {@code
 *     producer} and {@code schemaURL}
 * @param runFacets the members of {@code run.facets}; perhaps none
 * @param errorFacet the members that the facet {@code errorMessage} has besides {@code message}
 */
public record EventText(String rest, String runFacets, String errorFacet) implements Serializable {
  private static final int LONGEST_ERROR = 2_000;

  /** A run's id is Flink's of the job, with hyphens: stable, and found again in the dashboard. */
  public static UUID runId(JobID job) {
    // Flink writes the lower part first.
    return new UUID(job.getLowerPart(), job.getUpperPart());
  }

  /** The event, a JSON object on one line. */
  public String of(JobID job, RunEvent event) {
    String facets = runFacets;
    if (event.state() == RunState.FAIL) {
      facets +=
          (facets.isEmpty() ? "" : ",")
              + "\"errorMessage\":{"
              + errorFacet
              + ",\"message\":"
              + quoted(event.error())
              + "}";
    }
    return "{\"eventType\":\"%s\",\"eventTime\":\"%s\",\"run\":{\"runId\":\"%s\",\"facets\":{%s}},%s}"
        .formatted(event.state(), event.at(), runId(job), facets, rest);
  }

  /** A JSON string, in which an error is cut where it is too long. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST_ERROR)
        .forEach(
            each -> {
              if (each == '"' || each == '\\') {
                quoted.append('\\').append((char) each);
              } else if (each < ' ' || (each >= 0xD800 && each <= 0xDFFF)) {
                quoted.append("\\u%04x".formatted(each));
              } else {
                quoted.appendCodePoint(each);
              }
            });
    return quoted.append('"').toString();
  }
}
