package io.tributary.analytics;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an analytics server must know.
 *
 * @param address where it listens: a name or an address of this machine
 * @param port on which it listens; 0 for any that is free
 * @param lake the lake's root: a folder, or an address that Flink's file systems know, which the
 *     caller has made known ({@code s3://…}, {@code hdfs://…})
 * @param processedTexts where processed texts lie; empty for {@code processed} in the lake
 * @param kafka what Kafka's clients take as {@code bootstrap.servers}; empty to do without
 * @param kafkaProperties more properties of Kafka's consumers, such as security
 * @param flink where the REST interface and dashboard of each Flink are; empty to do without
 * @param token what callers must send; required when others than this machine can call
 * @param refresh how often the lake is looked at, from 10 ms
 */
public record Options(
    String address,
    int port,
    String lake,
    LakeFormat format,
    Optional<String> processedTexts,
    Optional<String> kafka,
    Map<String, String> kafkaProperties,
    List<URI> flink,
    Optional<String> token,
    Duration refresh) {

  /** The least length of a token, in characters. */
  static final int SHORTEST_TOKEN = 16;

  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final int HIGHEST_PORT = 65_535;
  private static final Duration SHORTEST_REFRESH = Duration.ofMillis(10);

  /** Each listing of an object store costs requests. */
  private static final Duration REMOTE_REFRESH = Duration.ofSeconds(30);

  private static final Duration LOCAL_REFRESH = Duration.ofSeconds(2);

  /**
   * Checks what can be told without asking anybody.
   *
   * @throws StartFailure when a value is out of its range
   */
  public Options {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new StartFailure("analytics.port: " + port + " is none: it must be 0 to 65535");
    }
    if (refresh.compareTo(SHORTEST_REFRESH) < 0) {
      throw new StartFailure("analytics.refresh: " + refresh + " is too short: at least 10 ms");
    }
    if (lake.isBlank()) {
      throw new StartFailure("lake.path: it is empty: say where the lake is");
    }
    token.ifPresent(
        secret -> {
          if (secret.length() < SHORTEST_TOKEN
              || !secret.chars().allMatch(c -> c > 32 && c < 127)) {
            throw new StartFailure(
                "the token is no good: it must be at least "
                    + SHORTEST_TOKEN
                    + " letters, digits and signs of ASCII without spaces, such as of openssl rand"
                    + " -hex 32");
          }
        });
    for (URI url : flink) {
      if (url.getHost() == null || !SCHEMES.contains(url.getScheme())) {
        throw new StartFailure(
            "flink.url: "
                + url
                + " is no address of a Flink: write http://HOST:PORT, with commas between several");
      }
    }
    kafkaProperties = Map.copyOf(kafkaProperties);
    flink = List.copyOf(flink);
  }

  /** On 127.0.0.1:8090, for a lake of Parquet, without Kafka, Flink and token. */
  public static Options of(String lake) {
    return new Options(
        "127.0.0.1",
        8090,
        lake,
        LakeFormat.PARQUET,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        List.of(),
        Optional.empty(),
        LakeFiles.isRemote(lake) ? REMOTE_REFRESH : LOCAL_REFRESH);
  }

  /** The same, listening elsewhere. */
  public Options at(String otherAddress, int otherPort) {
    return new Options(
        otherAddress,
        otherPort,
        lake,
        format,
        processedTexts,
        kafka,
        kafkaProperties,
        flink,
        token,
        refresh);
  }

  /** The same for a lake of another format. */
  public Options in(LakeFormat other) {
    return new Options(
        address, port, lake, other, processedTexts, kafka, kafkaProperties, flink, token, refresh);
  }

  /** The same with processed texts elsewhere. */
  public Options withProcessedTexts(String path) {
    return new Options(
        address,
        port,
        lake,
        format,
        Optional.of(path),
        kafka,
        kafkaProperties,
        flink,
        token,
        refresh);
  }

  /** The same with a Kafka. */
  public Options withKafka(String bootstrap, Map<String, String> properties) {
    return new Options(
        address,
        port,
        lake,
        format,
        processedTexts,
        Optional.of(bootstrap),
        properties,
        flink,
        token,
        refresh);
  }

  /** The same with these Flinks. */
  public Options withFlink(URI... urls) {
    return new Options(
        address,
        port,
        lake,
        format,
        processedTexts,
        kafka,
        kafkaProperties,
        List.of(urls),
        token,
        refresh);
  }

  /** The same with a token. */
  public Options withToken(String secret) {
    return new Options(
        address,
        port,
        lake,
        format,
        processedTexts,
        kafka,
        kafkaProperties,
        flink,
        Optional.of(secret),
        refresh);
  }

  /** The same, looking at the lake so often. */
  public Options refreshedEvery(Duration interval) {
    return new Options(
        address,
        port,
        lake,
        format,
        processedTexts,
        kafka,
        kafkaProperties,
        flink,
        token,
        interval);
  }

  /** What it is, without the token. */
  @Override
  public String toString() {
    return "analytics of " + lake + " at " + address + ":" + port;
  }
}
