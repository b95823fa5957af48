package io.tributary.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.preflight.Keep.Kept;
import io.tributary.jobs.preflight.Keep.Where;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record class of the state that changes from one version to the next. */
class RecordEvolutionTest {
  @TempDir private Path directory;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private String savepoint;

  @BeforeEach
  void runTheFirstVersion() throws Exception {
    JobClient job = environment("String name, long count", "\"a\", 7").executeAsync("then");
    savepoint = PreflightTest.savepointOf(job, directory).orElseThrow();
    PreflightTest.end(job);
  }

  @AfterEach
  void putTheClassLoaderBack() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void fieldsThatWereAddedRestoreWithTheirDefaults() throws Exception {
    String fields = "String name, long count, int size, String colour";
    StreamExecutionEnvironment now = environment(fields, "\"b\", 8, 9, \"red\"");
    assertThat(unwell(now)).containsExactly("keep stock migrates", "keep stocks migrates");
    JobClient job = now.executeAsync("now");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat((List<?>) job.getAccumulators().get().get(Keep.RESTORED + "stocks"))
                    .isNotEmpty()
                    .allMatch("Stock[name=a, count=7, size=0, colour=null]"::equals));
    assertThat(PreflightTest.savepointOf(job, directory)).as("keyed state, too").isPresent();
    PreflightTest.end(job);
  }

  @Test
  void aFieldThatWasRemovedIsIncompatibleAlthoughFlinkSaysItWouldMigrate() throws Exception {
    StreamExecutionEnvironment now = environment("String name", "\"b\"");
    assertThat(unwell(now)).containsExactly("keep stock incompatible", "keep stocks incompatible");
    assertThat(runs(now)).as("Flink fails").isFalse();
  }

  @Test
  void aFieldOfAnotherTypeIsIncompatible() throws Exception {
    StreamExecutionEnvironment now = environment("String name, String count", "\"b\", \"8\"");
    assertThat(unwell(now)).containsExactly("keep stock incompatible", "keep stocks incompatible");
    assertThat(runs(now)).as("Flink agrees").isFalse();
  }

  private boolean runs(StreamExecutionEnvironment now) throws Exception {
    JobClient job = now.executeAsync("now");
    Optional<String> taken = PreflightTest.savepointOf(job, directory);
    if (taken.isPresent()) {
      PreflightTest.end(job);
    }
    return taken.isPresent();
  }

  private List<String> unwell(StreamExecutionEnvironment now) {
    return Preflight.of(
            now.getStreamGraph(false), savepoint, Thread.currentThread().getContextClassLoader())
        .findings()
        .stream()
        .filter(each -> each.verdict() != Verdict.RESTORES)
        .map(each -> each.operator() + " " + each.name() + " " + each.verdict().word())
        .sorted()
        .toList();
  }

  /** A job that keeps the record in a keyed state and in a list; goes on when there is what. */
  private StreamExecutionEnvironment environment(String fields, String values) throws Exception {
    Path version = Files.createTempDirectory(directory, "version");
    Path source = version.resolve("Stock.java");
    Files.writeString(
        source,
        "public record Stock(%s) implements java.io.Serializable { public static Stock sample() { return new Stock(%s); } }"
            .formatted(fields, values));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", version.toString(), source.toString());
    assertThat(code).as("compiles").isZero();
    ClassLoader classes =
        new URLClassLoader(new URL[] {version.toUri().toURL()}, getClass().getClassLoader());
    Thread.currentThread().setContextClassLoader(classes);
    Class<?> stock = classes.loadClass("Stock");
    Serializable sample = (Serializable) stock.getMethod("sample").invoke(null);

    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.CLASSPATHS, List.of(version.toUri().toString()));
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.resolve("chk").toUri().toString());
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    Kept keyed =
        new Kept(
            Where.KEYED, new ValueStateDescriptor<>("stock", TypeInformation.of(stock)), sample);
    Kept list =
        new Kept(
            Where.SPLIT, new ListStateDescriptor<>("stocks", TypeInformation.of(stock)), sample);
    environment
        .fromSequence(0, Long.MAX_VALUE)
        .uid("numbers")
        .keyBy(number -> number % 8, Types.LONG)
        .transform("keep", Types.LONG, new Keep(List.of(keyed, list)))
        .uid("keep")
        .sinkTo(new DiscardingSink<>())
        .uid("end");
    return environment;
  }
}
