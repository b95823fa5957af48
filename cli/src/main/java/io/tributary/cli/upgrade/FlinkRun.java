package io.tributary.cli.upgrade;

import io.tributary.cli.CommandFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ./tributary flink run}: in a process of its own, so that a jar meets the classes that it
 * will meet in the cluster, and none of this program's.
 *
 * @param script {@code ./tributary}
 * @param conf Flink's configuration, which says where the cluster is
 */
record FlinkRun(Path script, Path conf) {
  private static final String SCRIPT = "tributary.script";
  private static final String CONF = "FLINK_CONF_DIR";
  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final Duration SUBMITTED_WITHIN = Duration.ofMinutes(3);
  private static final File NOTHING = new File("/dev/null");

  /** That of the script which this program was started by, on the cluster that it has found. */
  static FlinkRun here() {
    String script = System.getProperty(SCRIPT);
    String conf = System.getenv(CONF);
    if (script == null || conf == null) {
      throw new CommandFailure("no cluster is known", "call it by ./tributary upgrade");
    }
    return new FlinkRun(Path.of(script), Path.of(conf));
  }

  /**
   * Submits a job.
   *
   * @return its id
   * @throws IOException saying why it was refused
   */
  String submit(Path jar, String main, String savepoint, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString(), "flink", "run", "-d"));
    command.addAll(List.of("-s", savepoint, "-c", main, jar.toString()));
    command.addAll(arguments);
    Path said = Files.createTempFile("tributary-upgrade", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("TRIBUTARY_BUILD", "off");
      Process process = builder.redirectInput(NOTHING).redirectOutput(said.toFile()).start();
      if (!process.waitFor(SUBMITTED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException("flink run took longer than " + SUBMITTED_WITHIN.toSeconds() + " s");
      }
      String output = Files.readString(said);
      Matcher job = JOB.matcher(output);
      if (process.exitValue() != 0 || !job.find()) {
        throw new IOException(reason(output));
      }
      return job.group(1);
    } finally {
      Files.delete(said);
    }
  }

  private static String reason(String output) {
    return innermostCause(output)
        .orElseGet(() -> output.strip().lines().reduce("", (earlier, later) -> later));
  }

  /** Of a printed stack. */
  static Optional<String> innermostCause(String stack) {
    return stack
        .lines()
        .filter(line -> line.startsWith("Caused by: "))
        .reduce((earlier, later) -> later)
        .map(line -> line.substring("Caused by: ".length()));
  }
}
