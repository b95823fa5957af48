package io.tributary.cli.replay;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.FeedKafka;
import io.tributary.cli.Feeds;
import io.tributary.cli.Progress;
import io.tributary.cli.RecordKey;
import io.tributary.cli.StopSignal;
import io.tributary.cli.contract.Replayable;
import io.tributary.cli.replay.ReplayCounts.Outcome;
import io.tributary.connectors.kafka.RecordHeaders;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.FeedTopics;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Dead letters through their feed again, each once: what is sent and how far the dead letters have
 * been gone through are committed in one transaction, and a second replay fences the first.
 */
@Command(
    name = "replay",
    description = {
      "Sends a feed's dead letters to the topics that they came from, each once, also when it is killed and called again.",
      "Those whose identity the lake holds already are passed over; those that were cut can't be replayed.",
      "How far it has come is kept for each --reason apart, and apart again for all reasons together."
    },
    customSynopsis =
        "tributary replay FEED [--reason CODE] [--to TOPIC] [--limit N] [--dry-run] [--config FILE] [--KEY VALUE…]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary replay tickets --dry-run",
      "  tributary replay tickets --reason INVALID_VALUE --limit 100",
      "  tributary replay texts --reason TOO_OLD --lake.path /srv/lake",
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int LETTERS_IN_TRANSACTION = 1_000;
  private static final String NO_REASON = "none";

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FEED", converter = Feeds.class, description = Feeds.NAMES)
  private FeedJob feed;

  @Option(
      names = "--reason",
      paramLabel = "CODE",
      description = "Only those rejected for this reason, such as TOO_OLD.")
  private Optional<String> reason;

  @Option(
      names = "--to",
      paramLabel = "TOPIC",
      description = "Another topic than those that they came from.")
  private Optional<String> to;

  @Option(names = "--limit", paramLabel = "N", description = "So many at most (all).")
  private Optional<Long> limit;

  @Option(names = "--dry-run", description = "Count only; send nothing and remember nothing.")
  private boolean dry;

  @Unmatched private final List<String> keys = new ArrayList<>();

  private final ReplayCounts counts = new ReplayCounts();

  ReplayCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (limit.isPresent() && limit.get() < 1) {
      throw new ParameterException(spec.commandLine(), "--limit " + limit.get() + ": at least 1");
    }
    Settings settings = Settings.resolve(feed.name(), keys.toArray(String[]::new));
    String deadLetters = FeedTopics.deadLetters(feed.name());
    refuseWrongTopics(settings, deadLetters);
    Progress progress = new Progress(spec.commandLine().getErr());
    Predicate<byte @Nullable []> inLake = inLake(settings, progress);
    String group = "tributary-replay-" + feed.name() + reason.map(code -> "-" + code).orElse("");
    try (StopSignal stop = StopSignal.listen()) {
      if (dry) {
        replay(settings, deadLetters, group, inLake, null, progress, stop);
      } else {
        try (KafkaProducer<byte[], byte[]> producer = FeedKafka.producer(settings, group)) {
          // Ends what a killed replay has left open, before its progress is asked for.
          producer.initTransactions();
          replay(settings, deadLetters, group, inLake, producer, progress, stop);
        }
      }
    } catch (ProducerFencedException e) {
      throw new CommandFailure(
          "another replay of the same dead letters has taken over", "wait until it ends", e);
    }
    progress.clear();
    counts.print(
        spec.commandLine().getOut(), spec.commandLine().getColorScheme().ansi(), deadLetters, dry);
    return ExitCode.OK;
  }

  /** Tells what need not be sent again. */
  private Predicate<byte @Nullable []> inLake(Settings settings, Progress progress)
      throws IOException {
    Optional<Replayable> known = Replayable.of(feed.name());
    return known.isEmpty()
        ? value -> false
        : LakeIdentities.read(known.get(), settings, progress)::hold;
  }

  private void refuseWrongTopics(Settings settings, String deadLetters)
      throws InterruptedException {
    if (to.isPresent() && to.get().equals(deadLetters)) {
      throw new ParameterException(
          spec.commandLine(), "--to " + to.get() + ": that is where they are already");
    }
    Set<String> needed = new HashSet<>(to.map(List::of).orElseGet(feed::inputs));
    needed.add(deadLetters);
    try (Admin admin = FeedKafka.admin(settings)) {
      needed.removeAll(admin.listTopics().names().get());
    } catch (ExecutionException e) {
      throw new CommandFailure(
          "the topics can't be listed (" + e.getMessage() + ")", "check the brokers", e);
    }
    if (!needed.isEmpty()) {
      throw new CommandFailure(
          "the topics " + needed + " are not there",
          "correct --to, or create them with `tributary topics "
              + feed.name()
              + " --create`; where Kafka asks for rights, see that Describe on them is granted");
    }
  }

  private void replay(
      Settings settings,
      String deadLetters,
      String group,
      Predicate<byte @Nullable []> inLake,
      @Nullable KafkaProducer<byte[], byte[]> producer,
      Progress progress,
      StopSignal stop) {
    try (KafkaConsumer<byte[], byte[]> consumer = FeedKafka.consumer(settings, group)) {
      Map<TopicPartition, Long> ends = goToWhereTheLastEnded(consumer, deadLetters);
      Set<TopicPartition> left = new HashSet<>(ends.keySet());
      while (!stop.isAsked() && !isEnough()) {
        left.removeIf(
            partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
        if (left.isEmpty()) {
          return;
        }
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
          if (letter.offset() < ends.getOrDefault(partition(letter), 0L)) {
            letters.add(letter);
          }
        }
        for (int i = 0; i < letters.size() && !isEnough(); i += LETTERS_IN_TRANSACTION) {
          send(
              letters.subList(i, Math.min(letters.size(), i + LETTERS_IN_TRANSACTION)),
              inLake,
              producer,
              consumer);
          progress.show(() -> "replaying: " + counts.replayed() + " sent");
        }
      }
    }
  }

  private static Map<TopicPartition, Long> goToWhereTheLastEnded(
      KafkaConsumer<byte[], byte[]> consumer, String deadLetters) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(deadLetters).stream()
            .map(each -> new TopicPartition(deadLetters, each.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, OffsetAndMetadata> committed =
        consumer.committed(new HashSet<>(partitions));
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata last = committed.get(partition);
      // What was deleted meanwhile can't be read.
      long next = Math.max(begins.getOrDefault(partition, 0L), last == null ? 0 : last.offset());
      consumer.seek(partition, next);
    }
    return consumer.endOffsets(partitions);
  }

  private boolean isEnough() {
    return limit.isPresent() && counts.replayed() >= limit.get();
  }

  /** Sends some and notes how far that goes, both or neither. */
  private void send(
      List<ConsumerRecord<byte[], byte[]>> letters,
      Predicate<byte @Nullable []> inLake,
      @Nullable KafkaProducer<byte[], byte[]> producer,
      KafkaConsumer<byte[], byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> progress = new HashMap<>();
    if (producer != null) {
      producer.beginTransaction();
    }
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      if (isEnough()) {
        break;
      }
      Optional<ProducerRecord<byte[], byte[]>> record = replayed(letter, inLake);
      if (producer != null) {
        record.ifPresent(producer::send);
      }
      progress.put(partition(letter), new OffsetAndMetadata(letter.offset() + 1));
    }
    if (producer != null) {
      try {
        producer.sendOffsetsToTransaction(progress, consumer.groupMetadata());
        producer.commitTransaction();
      } catch (ProducerFencedException fenced) {
        throw fenced;
      } catch (KafkaException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new CommandFailure(
            "the letters from "
                + place(letters.get(0))
                + " on can't be sent ("
                + cause.getMessage()
                + ")",
            "mend that and call it again: nothing of them was sent",
            e);
      }
    }
  }

  /** What is sent for a letter; empty when it is passed over. */
  private Optional<ProducerRecord<byte[], byte[]>> replayed(
      ConsumerRecord<byte[], byte[]> letter, Predicate<byte @Nullable []> inLake) {
    String code = header(letter, RecordHeaders.REASON).orElse(NO_REASON);
    if (reason.isPresent() && !reason.get().equals(code)) {
      return Optional.empty();
    }
    Optional<String> origin = header(letter, RecordHeaders.TOPIC);
    Optional<String> target = to.or(() -> origin.filter(feed.inputs()::contains));
    if (letter.headers().lastHeader(RecordHeaders.TRUNCATED) != null) {
      counts.count(code, Outcome.CUT);
      counts.name(
          place(letter)
              + ": cut, the whole is "
              + origin.orElse("")
              + "-"
              + header(letter, RecordHeaders.PARTITION).orElse("")
              + "@"
              + header(letter, RecordHeaders.OFFSET).orElse(""));
      return Optional.empty();
    }
    if (target.isEmpty()) {
      counts.count(code, Outcome.NO_ORIGIN);
      counts.name(
          place(letter)
              + origin
                  .map(
                      from -> ": came from " + from + ", which is no topic: hand it in there again")
                  .orElse(": does not say where it came from; --to says where to"));
      return Optional.empty();
    }
    if (inLake.test(letter.value())) {
      counts.count(code, Outcome.IN_LAKE);
      return Optional.empty();
    }
    counts.count(code, Outcome.REPLAYED);
    return Optional.of(
        new ProducerRecord<>(
            target.get(),
            null,
            letter.key() == null ? key(letter, origin) : letter.key(),
            letter.value(),
            headers(letter)));
  }

  private static List<Header> headers(ConsumerRecord<byte[], byte[]> letter) {
    List<Header> headers = new ArrayList<>();
    headers.add(RecordHeaders.header(RecordHeaders.REPLAYED, place(letter)));
    int attempt = RecordHeaders.attempt(letter.headers());
    if (attempt > 0) {
      headers.add(RecordHeaders.header(RecordHeaders.ATTEMPT, Integer.toString(attempt)));
    }
    return headers;
  }

  /** What was sent without a key is keyed as the feed keys; null when that can't be read. */
  private byte @Nullable [] key(ConsumerRecord<byte[], byte[]> letter, Optional<String> origin) {
    if (letter.value() == null) {
      return null;
    }
    return origin
        .filter(feed.inputs()::contains)
        .map(topic -> new RecordKey(feed.keyOf(topic)).of(letter.value()))
        .orElse(null);
  }

  private static Optional<String> header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return Optional.ofNullable(letter.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  private static TopicPartition partition(ConsumerRecord<byte[], byte[]> letter) {
    return new TopicPartition(letter.topic(), letter.partition());
  }

  private static String place(ConsumerRecord<byte[], byte[]> letter) {
    return partition(letter) + "@" + letter.offset();
  }
}
