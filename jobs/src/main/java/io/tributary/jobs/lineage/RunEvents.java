package io.tributary.jobs.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openlineage.client.OpenLineage;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.lineage.EventText;
import io.tributary.pipeline.NamedDataset;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.jspecify.annotations.Nullable;

/** A job's events, by the classes that OpenLineage makes of its specification. */
public final class RunEvents {
  private static final URI PRODUCER = URI.create("urn:tributary:jobs");
  private static final ObjectMapper JSON =
      BoundedJson.mapper().setSerializationInclusion(JsonInclude.Include.NON_NULL);

  /**
   * The run that started this one, such as a scheduler's task.
   *
   * @param namespace of the job that it is a run of
   */
  public record Parent(String namespace, String name, UUID run) {
    /**
     * Reads {@code NAMESPACE/NAME/RUN}; the namespace may have slashes.
     *
     * @throws IllegalArgumentException if it isn't written so
     */
    public static Parent of(String text) {
      String[] behind = text.split("/");
      if (behind.length < 3) {
        throw new IllegalArgumentException(text + " is not NAMESPACE/NAME/RUN");
      }
      String run = behind[behind.length - 1];
      String name = behind[behind.length - 2];
      String namespace = text.substring(0, text.length() - name.length() - run.length() - 2);
      return new Parent(namespace, name, UUID.fromString(run));
    }
  }

  private RunEvents() {}

  /**
   * What stays the same in all events of a job.
   *
   * @param namespace the job's
   * @param bounded whether it ends by itself
   */
  public static EventText of(
      String namespace,
      String job,
      boolean bounded,
      Optional<Parent> parent,
      JobDatasets datasets) {
    OpenLineage lineage = new OpenLineage(PRODUCER);
    OpenLineage.RunEvent event =
        lineage
            .newRunEventBuilder()
            .run(lineage.newRun(new UUID(0, 0), runFacets(lineage, parent)))
            .job(
                lineage.newJob(
                    namespace,
                    job,
                    lineage
                        .newJobFacetsBuilder()
                        .jobType(
                            lineage.newJobTypeJobFacet(
                                bounded ? "BATCH" : "STREAMING", "FLINK", "JOB"))
                        .build()))
            .inputs(
                datasets.inputs().stream()
                    .map(
                        each ->
                            lineage.newInputDataset(
                                each.namespace(), each.name(), facets(lineage, each), null))
                    .toList())
            .outputs(
                datasets.outputs().stream()
                    .map(
                        each ->
                            lineage.newOutputDataset(
                                each.namespace(), each.name(), facets(lineage, each), null))
                    .toList())
            .build();
    ObjectNode all = JSON.valueToTree(event);
    JsonNode runFacets = all.at("/run/facets");
    ObjectNode error = JSON.valueToTree(lineage.newErrorMessageRunFacet("", "JAVA", null));
    error.remove("message");
    // What only the job manager knows.
    all.remove(List.of("eventType", "eventTime", "run"));
    return new EventText(members(all), members(runFacets), members(error));
  }

  private static OpenLineage.RunFacets runFacets(OpenLineage lineage, Optional<Parent> parent) {
    OpenLineage.RunFacetsBuilder facets =
        lineage
            .newRunFacetsBuilder()
            .processing_engine(
                lineage.newProcessingEngineRunFacet(
                    EnvironmentInformation.getVersion(), "flink", null));
    parent.ifPresent(
        started ->
            facets.parent(
                lineage.newParentRunFacet(
                    lineage.newParentRunFacetRun(started.run()),
                    lineage.newParentRunFacetJob(started.namespace(), started.name()),
                    null)));
    return facets.build();
  }

  private static OpenLineage.@Nullable DatasetFacets facets(
      OpenLineage lineage, NamedDataset dataset) {
    if (dataset.fields().isEmpty()) {
      return null;
    }
    List<OpenLineage.SchemaDatasetFacetFields> fields =
        dataset.fields().stream()
            .map(
                field ->
                    lineage.newSchemaDatasetFacetFields(field.name(), field.type(), null, null))
            .toList();
    return lineage.newDatasetFacetsBuilder().schema(lineage.newSchemaDatasetFacet(fields)).build();
  }

  /** An object without its braces. */
  private static String members(JsonNode object) {
    String text = object.toString();
    return text.substring(1, text.length() - 1);
  }
}
