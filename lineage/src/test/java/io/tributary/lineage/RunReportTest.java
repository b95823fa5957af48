package io.tributary.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.LineageServer;
import io.tributary.testkit.ServiceFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent of a run, to a server of ours that fails as backends do. */
final class RunReportTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Instant SUBMITTED = Instant.parse("2026-01-26T20:00:00Z");

  @TempDir private Path folder;
  private final LineageServer server = LineageServer.start();
  private final CountDownLatch over = new CountDownLatch(1);
  private Path key;

  @BeforeEach
  void writeKey() throws Exception {
    key = Files.writeString(folder.resolve("key"), LineageServer.KEY + "\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private LineageHook hook(String url, String file) {
    return hook(url, file, Duration.ofSeconds(30));
  }

  private LineageHook hook(String url, String file, Duration timeout) {
    return new LineageHook(
        EventTextTest.TEXT, new Backend(url, file, key.toString(), "", timeout), SUBMITTED);
  }

  private RunReport started(LineageHook hook, Duration restart, Duration patience) {
    RunReport report =
        new RunReport(EventTextTest.JOB, hook, restart, patience, it -> over.countDown());
    report.start();
    return report;
  }

  private static void note(RunReport report, RunState... states) {
    for (RunState state : states) {
      assertThat(report.note(RunEvent.of(state, Instant.now()))).isTrue();
    }
  }

  private List<String> taken() {
    return server.events().stream().map(RunReportTest::type).toList();
  }

  private static String type(String event) {
    try {
      return new ObjectMapper().readTree(event).at("/eventType").asText();
    } catch (Exception e) {
      throw new IllegalArgumentException(event, e);
    }
  }

  private void awaitOver() throws InterruptedException {
    assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void allIsSentInOrderToServerAndFileAndThenTheReportIsOver() throws Exception {
    Path file = folder.resolve("events/lineage.jsonl");
    RunReport report = started(hook(server.address() + "/", file.toString()), LONG, LONG);

    note(report, RunState.START, RunState.RUNNING, RunState.COMPLETE);
    awaitOver();

    assertThat(taken()).containsExactly("START", "RUNNING", "COMPLETE");
    assertThat(Files.readAllLines(file).stream().map(RunReportTest::type)).isEqualTo(taken());
    assertThat(report.lost()).isZero();
    assertThat(report.note(RunEvent.of(RunState.RUNNING, Instant.now()))).isFalse();
  }

  @Test
  void aServerThatFailsForAWhileGetsEachEventAndTheFileHasItOnce() throws Exception {
    server.fault(ServiceFault.status(500).times(2));
    Path file = folder.resolve("lineage.jsonl");
    RunReport report = started(hook(server.address(), file.toString()), LONG, LONG);

    note(report, RunState.START, RunState.FAIL);
    awaitOver();

    assertThat(taken()).containsExactly("START", "FAIL");
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(report.lost()).isZero();
    assertThat(server.requests()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(
      value = ServiceFault.Kind.class,
      names = {"STATUS", "HANG", "DROP", "REDIRECT"})
  void aServerThatKeepsFailingLosesEventsAndHoldsUpNobody(ServiceFault.Kind kind) throws Exception {
    server.fault(
        switch (kind) {
          case STATUS -> ServiceFault.status(503);
          case REDIRECT -> ServiceFault.redirect(302, "http://127.0.0.1:1/");
          default -> ServiceFault.of(kind);
        });
    RunReport report = started(hook(server.address(), "", SHORT), LONG, SHORT);

    long begun = System.nanoTime();
    note(report, RunState.START, RunState.RUNNING, RunState.COMPLETE);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    awaitOver();

    assertThat(server.events()).isEmpty();
    assertThat(report.lost()).isEqualTo(3);
  }

  @Test
  void aServerThatIsAwayLosesEvents() throws Exception {
    server.close();
    RunReport report = started(hook(server.address(), ""), LONG, SHORT);

    note(report, RunState.START, RunState.ABORT);
    report.close();
    awaitOver();

    assertThat(report.lost()).isEqualTo(2);
  }

  @Test
  void whatIsRefusedIsNotSentAgain() throws Exception {
    Files.writeString(key, "another");
    RunReport report = started(hook(server.address(), ""), LONG, LONG);
    note(report, RunState.START);
    await().until(() -> report.lost() == 1);
    Files.writeString(key, LineageServer.KEY);
    note(report, RunState.RUNNING, RunState.COMPLETE);
    awaitOver();

    assertThat(server.requests()).isEqualTo(3);
    assertThat(taken()).as("with the key that is there now").containsExactly("RUNNING", "COMPLETE");
  }

  @Test
  void aKeyThatIsNoneIsNotShown() throws Exception {
    Files.writeString(key, "se cret\u00e9");

    assertThatThrownBy(() -> hook(server.address(), "").backend().open().send("{}"))
        .hasMessageContaining("the key in " + key)
        .hasMessageNotContaining("cret");
    assertThat(server.requests()).isZero();
  }

  @Test
  void moreThanWaitMayAreLostButNotTheEnd() throws Exception {
    RunReport report =
        new RunReport(
            EventTextTest.JOB, hook(server.address(), ""), LONG, LONG, it -> over.countDown());
    note(report, RunState.START);
    for (int i = 0; i < 150; i++) {
      note(report, RunState.RUNNING);
    }
    note(report, RunState.COMPLETE);
    report.start();
    awaitOver();

    assertThat(report.lost()).isEqualTo(52);
    assertThat(taken()).hasSize(100).endsWith("RUNNING", "COMPLETE");
  }

  @Test
  void aRestartOfTheAdaptiveSchedulerIsNoAbort() throws Exception {
    RunReport report = started(hook(server.address(), ""), LONG, LONG);

    note(report, RunState.START, RunState.RUNNING, RunState.ABORT, RunState.RUNNING);
    note(report, RunState.COMPLETE);
    awaitOver();

    assertThat(taken()).containsExactly("START", "RUNNING", "RUNNING", "COMPLETE");
  }

  @Test
  void aCancellationIsToldWhenNothingFollows() throws Exception {
    RunReport report = started(hook(server.address(), ""), SHORT, LONG);

    note(report, RunState.START, RunState.ABORT);
    awaitOver();

    assertThat(taken()).containsExactly("START", "ABORT");
  }

  @Test
  void aCancellationIsToldAtOnceWhenTheJvmEnds() throws Exception {
    RunReport report = started(hook(server.address(), ""), LONG, LONG);
    note(report, RunState.START, RunState.ABORT);

    report.close();

    assertThat(taken()).containsExactly("START", "ABORT");
  }

  @Test
  void theJvmsEndWaitsForNobodyWhoHasNothingToSay() throws Exception {
    RunReport report = started(hook(server.address(), ""), LONG, LONG);
    note(report, RunState.START);
    await().until(() -> server.events().size() == 1);

    long begun = System.nanoTime();
    report.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void copiesOfAHookSpeakOfOneRun() throws Exception {
    JobID job = new JobID();
    LineageHook hook = hook(server.address(), "");
    hook.onCreated(job);
    // As Flink copies a job graph for each attempt.
    LineageHook second = InstantiationUtil.clone(hook);
    hook.onCanceled(job);
    second.onCreated(job);
    assertThat(Reports.lost(job)).isZero();
    second.onFailed(job, new IllegalStateException("x", new Exception("the root")));

    await().until(() -> taken().contains("FAIL"));
    assertThat(taken()).containsExactly("START", "RUNNING", "RUNNING", "FAIL");
    assertThat(server.events().get(0)).contains("\"eventTime\":\"2026-01-26T20:00:00Z\"");
    assertThat(server.events().get(3)).contains("java.lang.Exception: the root");
    String name = "lineage-" + job;
    await()
        .until(
            () ->
                !Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .collect(Collectors.toSet())
                    .contains(name));
    hook.onFinished(job);
    assertThat(taken()).as("what comes late is of no run").hasSize(4);
  }
}
