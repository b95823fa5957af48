package io.tributary.deploy;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.deploy.AlertRules.Alert;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which alerts silence which, as an Alertmanager with the repository's configuration has it. Each
 * test ends long before the first group of alerts would be told to anybody.
 */
final class AlertmanagerIT {
  private static final SystemProgram ALERTMANAGER =
      new SystemProgram("prometheus-alertmanager", "apt-get install prometheus-alertmanager");
  private static final Pattern LISTENS =
      Pattern.compile("msg=\"Listening on\" address=(127\\.0\\.0\\.1:\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String HERE = "tributary";

  private static final String JOB_DOWN = "JobDown";
  private static final String CHECKPOINT_TOO_OLD = "CheckpointTooOld";

  /** Why a feed stands still. */
  private static final Set<String> AWAY =
      Set.of("StoreAway", "AnalystAway", "AnalystPaused", "ModelBreakerOpen", "TextsWaiting");

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private Process process;
  private BufferedReader said;
  private URI alerts;

  @BeforeEach
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void start() {
    process =
        ALERTMANAGER.start(
            "--config.file=deploy/alertmanager/alertmanager.yml",
            "--storage.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:0",
            "--cluster.listen-address="); // it is alone
    said = process.inputReader();
    List<String> log = new ArrayList<>();
    String address =
        said.lines()
            .peek(log::add)
            .map(LISTENS::matcher)
            .filter(Matcher::find)
            .map(listens -> listens.group(1))
            .findFirst()
            .orElseThrow(() -> new AssertionError(String.join("\n", log)));
    alerts = URI.create("http://" + address + "/api/v2/alerts");
  }

  @AfterEach
  void end() throws Exception {
    if (process != null) {
      assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
      said.close();
    }
  }

  @Test
  void saysOfAJobThatIsDownOnlyThatAndHowLongItsTransactionsMayStayOpen() throws Exception {
    Set<String> silent = names();
    assertThat(silent).contains(JOB_DOWN, "TransactionsOpenTooLong");
    silent.removeAll(List.of(JOB_DOWN, "TransactionsOpenTooLong"));

    tell(names(), HERE, "tickets");
    tellOfOthers();

    assertSilent(silent);
  }

  @Test
  void saysOnceWhyCheckpointsAreMissing() throws Exception {
    Set<String> told = names();
    told.remove(JOB_DOWN);

    tell(told, HERE, "tickets");
    tellOfOthers();

    assertSilent(Set.of("CheckpointsFailing", "LakeNotWritten", "FeedStandsStill"));
  }

  @Test
  void saysOnceWhyAFeedStandsStill() throws Exception {
    tell(AWAY, HERE, "tickets");
    tell(Set.of("FeedStandsStill"), HERE, "tickets");
    tellOfOthers();

    assertSilent(Set.of("FeedStandsStill"));
  }

  private static Set<String> names() {
    return AlertRules.all().stream().map(Alert::name).collect(toCollection(TreeSet::new));
  }

  /** Those that silence no other. */
  private static Set<String> consequences() {
    Set<String> names = names();
    names.removeAll(List.of(JOB_DOWN, CHECKPOINT_TOO_OLD));
    names.removeAll(AWAY);
    return names;
  }

  /** The same alerts of another job, of the same one in another namespace, and of none. */
  private void tellOfOthers() throws Exception {
    tell(consequences(), HERE, "texts");
    tell(consequences(), "tributary-dev", "tickets");
    tell(consequences(), "", "tickets");
    tell(consequences(), HERE, "");
  }

  /**
   * Raises alerts, of a job or, as those of the API, of none; in a namespace or, as outside
   * Kubernetes, in none.
   */
  private void tell(Collection<String> names, String namespace, String job) throws Exception {
    ArrayNode raised = json.createArrayNode();
    for (String name : names) {
      ObjectNode labels = raised.addObject().putObject("labels");
      labels.put("alertname", name).put("severity", "critical");
      // A label that is empty is the same as none.
      labels.put("namespace", namespace).put("job_name", job);
    }
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(alerts)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(raised.toString()))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** Of the tickets' alerts these, of the others none; it may take a moment until it knows. */
  private void assertSilent(Set<String> names) {
    Set<String> expected = new TreeSet<>();
    names.forEach(name -> expected.add(HERE + " tickets: " + name));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(silent()).isEqualTo(expected));
  }

  private Set<String> silent() throws Exception {
    JsonNode all =
        json.readTree(
            client.send(HttpRequest.newBuilder(alerts).build(), BodyHandlers.ofString()).body());
    assertThat(all).isNotEmpty();
    Set<String> silent = new TreeSet<>();
    for (JsonNode alert : all) {
      boolean suppressed = alert.at("/status/state").asText().equals("suppressed");
      assertThat(alert.at("/status/inhibitedBy").isEmpty()).isEqualTo(!suppressed);
      if (suppressed) {
        silent.add(
            "%s %s: %s"
                .formatted(
                    alert.at("/labels/namespace").asText(),
                    alert.at("/labels/job_name").asText(),
                    alert.at("/labels/alertname").asText()));
      }
    }
    return silent;
  }
}
