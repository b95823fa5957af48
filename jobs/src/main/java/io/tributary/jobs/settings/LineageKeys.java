package io.tributary.jobs.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of lineage: where events of what jobs read and write go. */
public final class LineageKeys {
  public static final Setting<Optional<URI>> URL =
      Setting.of(
          "lineage.url",
          Form.optionalUrl(),
          "",
          "The server that takes OpenLineage events, such as Marquez, before `/api/v1/lineage`."
              + " Events are sent when this or `lineage.file` is set; Flink needs the lineage jar"
              + " in its `lib` then.");

  public static final Setting<Optional<String>> FILE =
      Setting.of(
          "lineage.file",
          Form.optionalPath(),
          "",
          "The file, on the job manager's local disk, to which each event is added as a line.");

  public static final Setting<String> NAMESPACE =
      Setting.of(
          "lineage.namespace",
          Form.text(
              "[A-Za-z0-9._:/-]{1,200}",
              "1 to 200 letters, digits, dots, hyphens, underscores, colons, slashes",
              "write it like production"),
          "tributary",
          "The namespace of the jobs in events: one for each environment whose jobs are to be told"
              + " apart.");

  public static final Setting<Optional<String>> API_KEY_FILE =
      Setting.of(
          "lineage.api-key-file",
          Form.optionalPath(),
          "",
          "The file that holds the key of the server at `lineage.url`, on the job manager; else the"
              + " key is taken from its environment's `LINEAGE_API_KEY`, and without one none is"
              + " sent.");

  public static final Setting<Duration> TIMEOUT =
      Setting.of(
          "lineage.timeout",
          Form.duration("10ms", "1min"),
          "5s",
          "How long the server may take for an event; the job doesn't wait.");

  public static final Setting<Optional<String>> PARENT =
      Setting.of(
          "lineage.parent",
          Form.optionalText(
              ".{1,500}/[^/]{1,200}/[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
              "NAMESPACE/NAME/RUN with the run's UUID",
              "write it as Airflow's lineage_parent_id() does"),
          "",
          "The run that starts this one, such as a scheduler's task: its job's namespace and name,"
              + " and its id.");

  static final List<Setting<?>> ALL = List.of(URL, FILE, NAMESPACE, API_KEY_FILE, TIMEOUT, PARENT);

  private LineageKeys() {}
}
