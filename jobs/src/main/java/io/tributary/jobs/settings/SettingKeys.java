package io.tributary.jobs.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every key of the configuration, each with its default, its range and what it means. */
public final class SettingKeys {

  /** What stands before the name of a property that is passed to the Kafka clients. */
  public static final String KAFKA_PROPERTIES = "kafka.properties.";

  private static final int DEFAULT_MAX_PARALLELISM = 128;

  public static final Setting<String> KAFKA_BOOTSTRAP_SERVERS =
      Setting.of(
          "kafka.bootstrap.servers",
          Form.addresses(),
          "localhost:9092",
          "The Kafka brokers that are asked first for all others.");

  public static final Setting<String> KAFKA_TRANSACTION_PREFIX =
      Setting.computed(
          "kafka.transaction.prefix",
          Form.text(
              "[A-Za-z0-9._-]{1,100}",
              "1 to 100 letters, digits, dots, hyphens, underscores",
              "write it like tickets-production"),
          feed -> feed,
          "<feed>",
          "What the names of Kafka transactions begin with: unique for each deployment on a Kafka"
              + " cluster, and the same over its restarts.");

  public static final Setting<Duration> KAFKA_TRANSACTION_TIMEOUT =
      Setting.of(
          "kafka.transaction.timeout",
          Form.duration("1s", "7d"),
          "10min",
          "How long a Kafka transaction may stay open, the time to restart after a failure included:"
              + " longer than `checkpoint.interval`, and no longer than the brokers'"
              + " `transaction.max.timeout.ms`.");

  public static final Setting<Boolean> ALLOW_LOST_TRANSACTIONS =
      Setting.of(
          "allow-lost-transactions",
          Form.yesOrNo(),
          "false",
          "Goes on although Kafka has ended transactions that the checkpoint counts on: their records"
              + " stay missing in the topics. For the one start after a job has halted for it.");

  public static final Setting<Boolean> ALLOW_LOST_RECORDS =
      Setting.of(
          "allow-lost-records",
          Form.yesOrNo(),
          "false",
          "Goes on although Kafka has deleted records before they were read, at the first that is"
              + " left, or has lost records that were read, at those that took their place. For the"
              + " one start after a job has halted for it.");

  public static final Setting<Boolean> ALLOW_TOPICS_MADE_ANEW =
      Setting.of(
          "allow-topics-made-anew",
          Form.yesOrNo(),
          "false",
          "Goes on at the offsets of the state although a topic was deleted and made again: when it is a"
              + " copy in which each record has its old offset. For the one start after a job has"
              + " halted for it.");

  public static final Setting<Integer> TOPICS_REPLICATION =
      Setting.of(
          "topics.replication",
          Form.wholeNumber(1, 32_767),
          "1",
          "How many brokers keep a copy of each topic that is created: 3 in production.");

  public static final Setting<String> LAKE_PATH =
      Setting.of(
          "lake.path",
          Form.path(),
          "./data/lake",
          "The folder of the lake's datasets, on any file system that Flink writes to; a local path"
              + " is made absolute where it is typed.");

  public static final Setting<String> LAKE_FORMAT =
      Setting.of(
          "lake.format",
          Form.choice("parquet", "json"),
          "parquet",
          "The format of the lake's files.");

  public static final Setting<Duration> LAKE_ROLL_INTERVAL =
      Setting.of(
          "lake.roll-interval",
          Form.duration("1ms", "1d"),
          "40s",
          "How long rows are gathered before they are published as one file: longer means fewer"
              + " files, shorter means that rows are seen sooner.");

  public static final Setting<Boolean> ALLOW_NON_EMPTY_LAKE =
      Setting.of(
          "allow-non-empty-lake",
          Form.yesOrNo(),
          "false",
          "Starts without a state although the lake already holds rows of the feed, which may then"
              + " be there twice.");

  public static final Setting<String> CHECKPOINT_PATH =
      Setting.of(
          "checkpoint.path",
          Form.path(),
          "./data/checkpoints",
          "The folder of checkpoints and savepoints, those of a feed in a folder of its name; a"
              + " local path is made absolute where it is typed.");

  public static final Setting<Duration> CHECKPOINT_INTERVAL =
      Setting.of(
          "checkpoint.interval",
          Form.duration("10ms", "1d"),
          "10s",
          "How often a checkpoint is taken; what is written to Kafka becomes visible with it.");

  public static final Setting<Duration> CHECKPOINT_FAILURE_TOLERANCE =
      Setting.of(
          "checkpoint.failure-tolerance",
          Form.duration("1s", "7d"),
          "30min",
          "How long the job may be without a completed checkpoint, restarts included; then it halts."
              + " At least three times `checkpoint.interval`.");

  public static final Setting<Optional<String>> SAVEPOINT =
      Setting.of(
          "savepoint",
          Form.optionalPath(),
          "",
          "The checkpoint or savepoint to start from, instead of the newest under"
              + " `checkpoint.path`.");

  public static final Setting<Integer> PARALLELISM =
      Setting.computed(
          "parallelism",
          Form.wholeNumber(1, 32_768),
          feed ->
              String.valueOf(
                  Math.min(DEFAULT_MAX_PARALLELISM, Runtime.getRuntime().availableProcessors())),
          "the cores",
          "How many instances of each step work side by side.");

  public static final Setting<Integer> MAX_PARALLELISM =
      Setting.of(
          "max-parallelism",
          Form.wholeNumber(1, 32_768),
          String.valueOf(DEFAULT_MAX_PARALLELISM),
          "The most that `parallelism` can ever be raised to: fixed for the life of a state.");

  public static final Setting<Duration> WINDOW_SIZE =
      Setting.of(
          "window.size",
          Form.duration("1ms", "365d"),
          "1min",
          "The length of the tumbling windows that are counted, aligned to the epoch: fixed for the life of a state.");

  public static final Setting<Duration> WINDOW_LATENESS =
      Setting.of(
          "window.lateness",
          Form.duration("0ms", "365d"),
          "1min",
          "How long a window stays open for late records after the watermark has passed its end.");

  public static final Setting<Duration> WATERMARK_OUT_OF_ORDERNESS =
      Setting.of(
          "watermark.out-of-orderness",
          Form.duration("0ms", "365d"),
          "10s",
          "How far a record may lie behind the newest of its partition without being late.");

  public static final Setting<Duration> WATERMARK_FUTURE_SKEW =
      Setting.of(
          "watermark.future-skew",
          Form.duration("0ms", "36500d"),
          "1h",
          "How far a record's time may lie after the time at which Kafka received it: one further"
              + " in the future is rejected.");

  public static final Setting<Duration> WATERMARK_IDLENESS =
      Setting.of(
          "watermark.idleness",
          Form.duration("1ms", "365d"),
          "30s",
          "How long a partition that has been read to its end may be silent before it no longer"
              + " holds the windows open.");

  public static final Setting<Duration> DEDUP_HORIZON =
      Setting.of(
          "dedup.horizon",
          Form.duration("1ms", "36500d"),
          "7d",
          "How long an identity is remembered, in event time: a record older than that is rejected,"
              + " since a copy could no longer be told.");

  public static final Setting<Boolean> BOUNDED =
      Setting.of(
          "bounded",
          Form.yesOrNo(),
          "false",
          "Processes everything up to the newest records at the start, commits it, leaves a"
              + " savepoint and ends.");

  public static final Setting<Integer> REST_PORT =
      Setting.of(
          "rest.port",
          Form.wholeNumber(0, 65_535),
          "8081",
          "The port of the Flink dashboard and REST API of an embedded cluster; 0 takes a free"
              + " one.");

  public static final Setting<Map<String, String>> TICKETS_TEAMS =
      Setting.of(
              "tickets.teams",
              Form.table("billing", "technical", "account", "general"),
              "billing=Billing,technical=Technical Support,account=Account Management,"
                  + "general=Customer Service",
              "The team that a ticket is assigned to, by its `request_type`.")
          .onlyFor("tickets");

  public static final Setting<Optional<String>> TEXTS_RAW_PATH =
      Setting.computed(
              "texts.raw.path",
              Form.optionalPath(),
              feed -> "",
              "raw in lake.path",
              "The folder of the raw zone: the bytes as received, by language and date.")
          .onlyFor("texts");

  public static final Setting<Optional<String>> TEXTS_PROCESSED_PATH =
      Setting.computed(
              "texts.processed.path",
              Form.optionalPath(),
              feed -> "",
              "processed in lake.path",
              "The folder of the processed zone.")
          .onlyFor("texts");

  public static final Setting<Optional<URI>> MODEL_URL =
      Setting.computed(
              "model.url",
              Form.optionalUrl(),
              feed -> "",
              "none: the embedded model",
              "The REST API of the TensorFlow Serving, or of the proxy before it, that classifies texts.")
          .onlyFor("texts");

  public static final Setting<String> MODEL_NAME =
      Setting.of(
              "model.name",
              Form.text(
                  "[A-Za-z0-9._-]{1,100}",
                  "1 to 100 letters, digits, dots, hyphens, underscores",
                  "write it like text_classifier"),
              "text_classifier",
              "The model's name at `model.url`.")
          .onlyFor("texts");

  public static final Setting<String> MODEL_POLICY =
      Setting.of(
              "model.policy",
              Form.choice("wait", "fallback", "unclassified"),
              "fallback",
              "What becomes of texts while the model at `model.url` gives no answer: they wait for it, the"
                  + " embedded model classifies them, or they stay unclassified.")
          .onlyFor("texts");

  public static final Setting<Duration> MODEL_TIMEOUT =
      Setting.of(
              "model.timeout",
              Form.duration("10ms", "10min"),
              "2s",
              "How long one request to the model may take; but for `wait` it is made three times at"
                  + " most.")
          .onlyFor("texts");

  public static final Setting<Integer> MODEL_IN_FLIGHT =
      Setting.of(
              "model.in-flight",
              Form.wholeNumber(1, 1_000),
              "8",
              "How many requests to the model each instance of the step may have under way.")
          .onlyFor("texts");

  public static final Setting<Integer> MODEL_BATCH =
      Setting.of(
              "model.batch",
              Form.wholeNumber(1, 10_000),
              "64",
              "How many texts go into one request to the model at most. What comes while all requests are"
                  + " under way is gathered for the next.")
          .onlyFor("texts");

  private static final List<Setting<?>> COMMON =
      List.of(
          KAFKA_BOOTSTRAP_SERVERS,
          KAFKA_TRANSACTION_PREFIX,
          KAFKA_TRANSACTION_TIMEOUT,
          ALLOW_LOST_TRANSACTIONS,
          ALLOW_LOST_RECORDS,
          ALLOW_TOPICS_MADE_ANEW,
          TOPICS_REPLICATION,
          LAKE_PATH,
          LAKE_FORMAT,
          LAKE_ROLL_INTERVAL,
          ALLOW_NON_EMPTY_LAKE,
          CHECKPOINT_PATH,
          CHECKPOINT_INTERVAL,
          CHECKPOINT_FAILURE_TOLERANCE,
          SAVEPOINT,
          PARALLELISM,
          MAX_PARALLELISM,
          WINDOW_SIZE,
          WINDOW_LATENESS,
          WATERMARK_OUT_OF_ORDERNESS,
          WATERMARK_FUTURE_SKEW,
          WATERMARK_IDLENESS,
          DEDUP_HORIZON,
          BOUNDED,
          REST_PORT,
          TICKETS_TEAMS,
          TEXTS_RAW_PATH,
          TEXTS_PROCESSED_PATH,
          MODEL_URL,
          MODEL_NAME,
          MODEL_POLICY,
          MODEL_TIMEOUT,
          MODEL_IN_FLIGHT,
          MODEL_BATCH);

  /** All of them, in the order in which people are shown them. */
  public static final List<Setting<?>> ALL =
      Stream.of(
              COMMON,
              QualityKeys.ALL,
              LineageKeys.ALL,
              InvoiceKeys.ALL,
              WeatherKeys.ALL,
              TweetKeys.ALL,
              OpenAiKeys.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private SettingKeys() {}

  /** Those that a feed knows. */
  static List<Setting<?>> of(String feed) {
    return ALL.stream().filter(setting -> setting.concerns(feed)).<Setting<?>>map(s -> s).toList();
  }
}
