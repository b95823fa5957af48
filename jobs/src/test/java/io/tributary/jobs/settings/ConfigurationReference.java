package io.tributary.jobs.settings;

import io.tributary.connectors.kafka.admin.ClientProperties;
import java.util.stream.Collectors;

/** Writes the page on configuration, {@code docs/configuration.md}, from {@link SettingKeys}. */
final class ConfigurationReference {

  private static final String HEAD =
      """
      # Configuration

      This page is written by `ConfigurationReference` from `SettingKeys`: change the code, not the page, then

          %s

      A value comes from the strongest place that names its key:

      1. the command line: `--window.size 1min` or `--window.size=1min`; a key of true or false alone means true (`--bounded`);
         of a key given twice the last counts
      2. the environment: the key in upper case, with `_` for `.` and `-`; an empty variable counts as not there
      3. files, `--config FILE`, as often as needed, later ones over earlier ones: `.properties`, or `.yaml`/`.yml` with keys
         nested or dotted
      4. the default

      `./tributary config FEED` shows each key's value and where it came from. An unknown key, or a value out of its range, is an
      error that names the key, the place and the nearest valid key; everything that is wrong is told at once. Unknown
      environment variables are no errors. A file may hold keys of other feeds.

      Durations are written as Flink writes them, always with a unit: `500ms`, `10s`, `1min`, `2h`, `7d`. Relative local paths start
      at the folder where the command is typed.

      ## Keys

      | key | default | takes | what it means |
      | --- | --- | --- | --- |
      """;

  private static final String KAFKA =
      """

      Besides, these must hold together: `dedup.horizon` is longer than `window.lateness` and `watermark.out-of-orderness`
      together; `kafka.transaction.timeout` is longer than `checkpoint.interval`; `checkpoint.failure-tolerance` is at least three times
      `checkpoint.interval`; `parallelism` is at most `max-parallelism`.

      ## Kafka client properties

      `kafka.properties.NAME` passes the property `NAME` to every Kafka client, in the environment `KAFKA_PROPERTIES_NAME` with `_` for
      `.`: `KAFKA_PROPERTIES_SASL_JAAS_CONFIG` is `kafka.properties.sasl.jaas.config`. Names and values are checked at the start.
      These may be set:

      %s

      Secrets (%s) come from the environment or from a file,
      never from the command line, which others can read; they are shown as `%s`. `${directory:FOLDER:FILE}`, `${env:NAME}` and
      `${file:FILE:KEY}` stand for a secret that is elsewhere, so that no job carries it ([security.md](security.md)).

      All others are refused. These for a reason of their own:

      | property | why it may not be set |
      | --- | --- |
      """;

  private ConfigurationReference() {}

  /** The command that writes the page anew. */
  static String command() {
    return "mvn -q -pl jobs -am test -Dtest=ConfigurationReferenceTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dconfiguration.write=true";
  }

  /** The page, in Markdown. */
  static String page() {
    StringBuilder page = new StringBuilder(HEAD.formatted(command()));
    for (Setting<?> setting : SettingKeys.ALL) {
      String feed = setting.feed().map(name -> " (" + name + " only)").orElse("");
      String value = setting.defaultShown().isEmpty() ? "" : "`" + setting.defaultShown() + "`";
      page.append(
          "| `%s`%s | %s | %s | %s |\n"
              .formatted(
                  setting.key(), feed, value, setting.form().range(), setting.description()));
    }
    page.append(
        KAFKA.formatted(
            ClientProperties.allowList().stream()
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", ")),
            ClientProperties.allowed().stream()
                .filter(ClientProperties::secret)
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", ")),
            Settings.MASK));
    ClientProperties.refused()
        .forEach((name, why) -> page.append("| `%s` | %s |\n".formatted(name, why)));
    return page.toString();
  }
}
