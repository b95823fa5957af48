package io.tributary.analytics;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command that starts a server takes: flags, and for each the environment's word. */
public final class ServerFlags {
  @Option(
      names = "--analytics.address",
      defaultValue = "${env:ANALYTICS_ADDRESS:-127.0.0.1}",
      description = "Where it listens; needs a token unless it is this machine only.")
  private String address;

  @Option(
      names = "--analytics.port",
      defaultValue = "${env:ANALYTICS_PORT:-8090}",
      description = "0 for any that is free.")
  private int port;

  @Option(
      names = "--analytics.token-file",
      defaultValue = "${env:ANALYTICS_TOKEN_FILE}",
      description = "A file with the token that callers must send; else ANALYTICS_TOKEN.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--analytics.refresh",
      defaultValue = "${env:ANALYTICS_REFRESH}",
      description = "How often the lake is looked at, such as PT2S.")
  private @Nullable Duration refresh;

  @Option(names = "--lake.path", defaultValue = "${env:LAKE_PATH:-./data/lake}")
  private String lake;

  @Option(names = "--lake.format", defaultValue = "${env:LAKE_FORMAT:-parquet}")
  private LakeFormat format;

  @Option(names = "--texts.processed.path", defaultValue = "${env:TEXTS_PROCESSED_PATH}")
  private @Nullable String processedTexts;

  @Option(
      names = "--kafka.bootstrap.servers",
      defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS}",
      description = "None: without early results, rejected and late records.")
  private @Nullable String kafka;

  @Option(
      names = "--kafka.properties",
      description =
          "NAME=VALUE: more for Kafka's consumers, such as security.protocol; also"
              + " KAFKA_PROPERTIES_SECURITY_PROTOCOL, and so for each.")
  private Map<String, String> kafkaProperties = Map.of();

  @Option(
      names = "--flink.url",
      defaultValue = "${env:FLINK_URL}",
      description =
          "Flink's REST interface, with commas between several; none: without operators' counters.")
  private @Nullable String flink;

  /**
   * What they say.
   *
   * @throws StartFailure when a value is out of its range, or the token's file can't be read
   */
  public Options options() {
    Options options = Options.of(lake).at(address, port).in(format);
    // Of a variable that is set to nothing, as docker-compose does it, there is an empty text.
    if (processedTexts != null && !processedTexts.isBlank()) {
      options = options.withProcessedTexts(processedTexts);
    }
    if (kafka != null) {
      options = options.withKafka(kafka, KafkaProperties.of(kafkaProperties, System.getenv()));
    }
    if (flink != null) {
      options = options.withFlink(flinks(flink));
    }
    if (refresh != null) {
      options = options.refreshedEvery(refresh);
    }
    Optional<String> token = token(tokenFile, System.getenv("ANALYTICS_TOKEN"));
    if (token.isPresent()) {
      options = options.withToken(token.get());
    }
    return options;
  }

  private static URI[] flinks(String urls) {
    return Arrays.stream(urls.split(","))
        .map(String::strip)
        .filter(url -> !url.isEmpty())
        .map(ServerFlags::flink)
        .toArray(URI[]::new);
  }

  private static URI flink(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new StartFailure("flink.url: " + url + " is no address: write http://HOST:PORT", e);
    }
  }

  /**
   * The token from where it may be: a file goes first.
   *
   * @throws StartFailure when the file can't be read
   */
  static Optional<String> token(@Nullable Path file, @Nullable String environment) {
    if (file == null) {
      return Optional.ofNullable(environment).filter(text -> !text.isBlank());
    }
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new StartFailure(
          "analytics.token-file: " + file + " can't be read: name a file with the token", e);
    }
  }
}
