package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.admin.BrokerProblem;
import io.tributary.connectors.kafka.admin.Brokers;
import io.tributary.connectors.kafka.admin.Transactions;
import io.tributary.connectors.kafka.admin.Transactions.Trace;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A note beside a feed's checkpoints, of what the brokers knew of its transactions when its last
 * run had ended in good order. As long as they know the same, no other deployment has begun to work
 * with them: its first step is to count their epochs up.
 */
final class RestingTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(RestingTransactions.class);
  private static final String NAME = "resting-transactions";

  /** Kafka says that a transaction is committed before it has told all partitions. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final Settings settings;
  private final Path note;

  RestingTransactions(Settings settings) {
    this.settings = settings;
    this.note = new Path(JobConfiguration.stateDirectory(settings), NAME);
  }

  /**
   * Notes what is known now that a run has ended. Without the note the next start takes longer, and
   * that is all: a failure is logged.
   */
  void note() throws InterruptedException {
    try (Admin admin = Brokers.connect(settings.kafkaProperties())) {
      String prefix = settings.get(SettingKeys.KAFKA_TRANSACTION_PREFIX);
      Transactions transactions = new Transactions(admin, new DeploymentTransactions(prefix));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      Map<String, Trace> traces = transactions.signsOfLife();
      while (!rest(traces) && System.nanoTime() < deadline) {
        Thread.sleep(BETWEEN_LOOKS.toMillis());
        traces = transactions.signsOfLife();
      }
      if (rest(traces)) {
        try (FSDataOutputStream out =
            note.getFileSystem().create(note, FileSystem.WriteMode.OVERWRITE)) {
          out.write(lines(traces).getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException | BrokerProblem | KafkaException e) {
      LOG.warn("{} is not written: the next start will watch for a while first", note, e);
    }
  }

  /**
   * Takes the note away.
   *
   * @return whether it says what is known now
   * @throws LaunchProblem if the place can't be read or written
   */
  boolean take(Map<String, Trace> now) {
    try {
      FileSystem files = note.getFileSystem();
      if (!files.exists(note)) {
        return false;
      }
      String noted;
      try (FSDataInputStream in = files.open(note)) {
        noted = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      files.delete(note, false);
      return noted.equals(lines(now));
    } catch (IOException e) {
      throw new LaunchProblem(
          "checkpoint.path: "
              + note
              + " can't be read and deleted ("
              + e
              + "): see that this user may write there",
          e);
    }
  }

  private static boolean rest(Map<String, Trace> traces) {
    return traces.values().stream().allMatch(Trace::rests);
  }

  private static String lines(Map<String, Trace> traces) {
    return traces.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
