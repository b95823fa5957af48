package io.tributary.cli;

import io.tributary.jobs.launch.FeedJob;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Files to a feed's topic, a line a record; or what a raw zone has kept. */
@Command(
    name = "publish",
    description = {
      "Sends the lines of JSON Lines files to a feed's topic as they are, byte for byte, keyed as the feed keys.",
      "A line whose key can't be read is sent without one; empty lines are left out.",
      "With --raw: what the feed's raw zone has kept, each record with its time and key to the partition that it came from. Send it to a broker of its own, to process it once more; where it came from it would be there twice."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary publish tickets tickets.jsonl",
      "  tributary publish tickets --topic clients clients.jsonl",
      "  tributary publish texts --topic raw-text-ar arabic.jsonl",
      "  zcat tickets.jsonl.gz | tributary publish tickets -",
      "  tributary publish texts --raw data/lake/raw --kafka.bootstrap.servers localhost:9192",
    })
final class PublishCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FEED", description = Feeds.NAMES)
  private String feed;

  @Parameters(
      index = "1",
      arity = "0..*",
      paramLabel = "FILE",
      description = "JSON Lines files, or - for the standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--topic",
      description = "Another of the feed's topics than its main one, such as clients.")
  private Optional<String> topicName;

  @Option(
      names = "--raw",
      paramLabel = "DIR",
      description = "A raw zone on this machine, or any folder with Parquet files of one.")
  private Optional<Path> raw;

  @Mixin private KafkaOptions kafka;

  @Override
  public Integer call() throws IOException {
    FeedJob job = Feeds.job(feed);
    if (raw.isPresent() == !files.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "give files, or a raw zone by --raw");
    }
    if (raw.isPresent()) {
      publishRaw(job, raw.get());
      return ExitCode.OK;
    }
    String topic = topic(job);
    for (String file : files) {
      refuseUnreadable(file);
    }
    refuseMissing(Set.of(topic));
    try (StopSignal stop = StopSignal.listen()) {
      publish(topic, new RecordKey(job.keyOf(topic)), stop);
    }
    return ExitCode.OK;
  }

  private void refuseMissing(Set<String> topics) {
    Set<String> missing = kafka.missing(topics);
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          "topic "
              + String.join(", ", missing)
              + (missing.size() == 1 ? " does" : " do")
              + " not exist at "
              + kafka.bootstrap()
              + ", or this user has no right to it",
          "create it with `tributary topics " + feed + " --create`, or have Write granted");
    }
  }

  private void publishRaw(FeedJob job, Path folder) throws IOException {
    Set<String> topics = topicName.map(Set::of).orElseGet(() -> Set.copyOf(job.inputs()));
    refuseMissing(topics);
    RawZone zone = RawZone.in(folder);
    if (zone.files().isEmpty()) {
      throw new CommandFailure(
          "there is no Parquet file in " + folder, "name the raw zone, such as data/lake/raw");
    }
    Deliveries deliveries = new Deliveries();
    Progress progress = new Progress(spec.commandLine().getErr());
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      zone.forEach(
          topics,
          record -> {
            producer.send(
                record,
                deliveries.of(
                    record.topic(),
                    () -> "a record of " + record.topic() + "-" + record.partition()));
            progress.show(() -> deliveries.delivered() + " published");
          });
      producer.flush();
    } catch (SQLException e) {
      throw LakeDataset.unreadable(folder.toString(), feed, e);
    }
    progress.clear();
    PrintWriter out = spec.commandLine().getOut();
    out.println(folder + ": " + deliveries.delivered() + " published");
    out.flush();
    deliveries.failIfAny(kafka);
  }

  private String topic(FeedJob job) {
    String topic = topicName.orElseGet(() -> job.inputs().get(0));
    if (!job.inputs().contains(topic)) {
      throw new CommandFailure(
          "the feed " + feed + " does not read a topic '" + topic + "'",
          "take one of " + job.inputs());
    }
    return topic;
  }

  private void publish(String topic, RecordKey key, StopSignal stop) throws IOException {
    Deliveries deliveries = new Deliveries();
    Progress progress = new Progress(spec.commandLine().getErr());
    long withoutKey = 0;
    long empty = 0;
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (String file : files) {
        long number = 0;
        try (JsonLines lines = new JsonLines(open(file))) {
          byte[] line;
          while (!stop.isAsked() && !deliveries.haveFailed() && (line = lines.next()) != null) {
            long place = ++number;
            if (line.length == 0) {
              empty++;
              continue;
            }
            byte[] identity = key.of(line);
            withoutKey += identity == null ? 1 : 0;
            producer.send(
                new ProducerRecord<>(topic, identity, line),
                deliveries.of(topic, () -> file + ", line " + place));
            progress.show(() -> topic + ": " + deliveries.delivered() + " published");
          }
        }
      }
      producer.flush();
    }
    progress.clear();
    PrintWriter out = spec.commandLine().getOut();
    out.print(topic + ": " + deliveries.delivered() + " published");
    out.print(withoutKey > 0 ? ", " + withoutKey + " without a readable key" : "");
    out.print(empty > 0 ? ", " + empty + " empty lines left out" : "");
    out.println(stop.isAsked() ? "; stopped before the end" : "");
    out.flush();
    deliveries.failIfAny(kafka);
  }

  private static void refuseUnreadable(String file) {
    if (!file.equals(STANDARD_INPUT) && !Files.isReadable(Path.of(file))) {
      throw unreadable(file, new NoSuchFileException(file));
    }
  }

  private static CommandFailure unreadable(String file, IOException cause) {
    return new CommandFailure(
        file + " can't be read", "check the name and that it may be read", cause);
  }

  private static InputStream open(String file) {
    try {
      return file.equals(STANDARD_INPUT)
          ? new FilterInputStream(System.in) {
            @Override
            public void close() {
              // Standard input is the process's, not ours.
            }
          }
          : Files.newInputStream(Path.of(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
