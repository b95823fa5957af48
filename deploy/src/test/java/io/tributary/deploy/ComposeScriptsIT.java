package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compose file's scripts, with stand-ins for the programs of their images. */
final class ComposeScriptsIT {
  private final SystemProgram bash = new SystemProgram("bash", "it comes with every Debian");

  @TempDir private Path folder;

  @Test
  void submitsTheFeedsThatDoNotRun() throws IOException {
    Path flink =
        program(
            "flink",
            """
            if [ "$1" = list ]; then
              echo '26.11.2026 09:00:00 : 6c0d : tickets (RUNNING)'
            else
              echo "$@" >> %s/submitted
            fi
            """);

    SystemProgram.Outcome outcome =
        bash.run(
            "-c",
            "PATH=%s:$PATH FEEDS=tickets,texts,tweets bash deploy/compose/submit.sh"
                .formatted(flink.getParent()));

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(outcome.output()).isEqualTo("tickets runs already\n");
    assertThat(Files.readAllLines(folder.resolve("submitted")))
        .containsExactly(
            submission("io.tributary.jobs.texts.TextsJob"),
            submission("io.tributary.jobs.tweets.TweetsJob"));
    for (String job : List.of("texts/TextsJob", "tweets/TweetsJob", "weather/WeatherJob")) {
      assertThat(Documents.root().resolve("jobs/src/main/java/io/tributary/jobs/" + job + ".java"))
          .exists();
    }
  }

  private static String submission(String job) {
    return "run --detached --jobmanager jobmanager:8081 --class "
        + job
        + " /opt/flink/usrlib/tributary-jobs.jar --config /etc/tributary/settings.properties";
  }

  @Test
  void failsWhenAJobCannotBeSubmitted() throws IOException {
    Path flink = program("flink", "[ \"$1\" = list ]\n");

    SystemProgram.Outcome outcome =
        bash.run(
            "-c",
            "PATH=%s:$PATH FEEDS=tickets bash deploy/compose/submit.sh"
                .formatted(flink.getParent()));

    assertThat(outcome.exitCode()).isNotZero();
  }

  @Test
  void simulatesEachFeedAndEndsWithTheFirstThatEnds() throws IOException {
    Path tributary =
        program(
            "tributary",
            """
            echo "$@" >> %1$s/simulated
            [ "$2" = texts ] || exec sleep 60
            until [ "$(wc -l < %1$s/simulated)" -eq 2 ]; do sleep 0.1; done
            """);
    String script =
        Documents.text("deploy/compose/simulate.sh")
            .replace("/tmp/", folder + "/")
            .replace("/opt/tributary/tributary", tributary.toString());

    SystemProgram.Outcome outcome =
        bash.run("-c", "FEEDS=tickets,texts PRODUCER_RATE=7; " + script);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(Files.readAllLines(folder.resolve("simulated")))
        .containsExactlyInAnyOrder(
            "simulate tickets --rate 7 --config /etc/tributary/settings.properties",
            "simulate texts --rate 7 --config /etc/tributary/settings.properties");
  }

  @Test
  void createsTheTopicAsTheClientThatTheSettingsDescribe() throws IOException {
    Path settings =
        Files.writeString(
            folder.resolve("settings.properties"),
            """
            window.size=5min
            kafka.properties.security.protocol=SASL_SSL
            kafka.properties.sasl.jaas.config=${directory:/run/secrets/feed:jaas}""");
    Path topics =
        program(
            "kafka-topics.sh",
            """
            echo "$@" > %1$s/called
            while [ "$1" != --command-config ]; do shift; done
            mv "$2" %1$s/client.properties
            """);
    String script =
        Documents.text("deploy/compose/topics.sh")
            .replace("/etc/tributary/settings.properties", settings.toString())
            .replace("/opt/kafka/bin/kafka-topics.sh", topics.toString());

    SystemProgram.Outcome outcome =
        bash.run(
            "-c",
            "KAFKA_BOOTSTRAP_SERVERS=kafka:29092 TOPIC_NAME=client_tickets TOPIC_PARTITIONS=6"
                + " TOPIC_REPLICATION=3; "
                + script);

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(Files.readString(folder.resolve("called")))
        .startsWith("--bootstrap-server kafka:29092 ")
        .contains(" --topic client_tickets --partitions 6 --replication-factor 3 ");
    Properties client = new Properties();
    client.load(new StringReader(Files.readString(folder.resolve("client.properties"))));
    assertThat(client)
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.jaas.config", "${directory:/run/secrets/feed:jaas}")
        .containsEntry("config.providers", "directory,env,file");
  }

  @Test
  void makesSecretsOnceAndForOneselfOnly() throws IOException {
    Path secrets = folder.resolve("secrets");
    String command = "SECRETS_PATH=%s deploy/compose/secrets.sh".formatted(secrets);

    assertThat(bash.run("-c", command).exitCode()).isZero();
    Map<String, String> made = files(secrets);
    SystemProgram.Outcome again = bash.run("-c", command);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
        .isEqualTo("rwx------");
    assertThat(Files.getPosixFilePermissions(secrets.resolve("feed")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(made.get("s3-credentials"))
        .isEqualTo(
            "[default]\naws_access_key_id = tributary\naws_secret_access_key = "
                + made.get("minio-password"));
    assertThat(made.get("openai-api-key")).isBlank();
    assertThat(made.get("analytics-token").strip()).hasSizeGreaterThanOrEqualTo(16);
    assertThat(made.get("analytics-token")).isNotEqualTo(made.get("postgres-password"));
    assertThat(again.exitCode()).isZero();
    assertThat(again.output()).isEmpty();
    assertThat(files(secrets)).isEqualTo(made);
  }

  @Test
  void importsObjectsAndFailsWhenKibanaRefusesOne() throws IOException {
    AtomicReference<String> answer = new AtomicReference<>("{\"success\":true}");
    List<String> asked = new ArrayList<>();
    HttpServer kibana =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    kibana.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().containsKey("kbn-xsrf")
                  + " "
                  + body.contains("Sentiment distribution"));
          byte[] said = answer.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, said.length);
          exchange.getResponseBody().write(said);
          exchange.close();
        });
    kibana.start();
    try {
      String script =
          Documents.text("deploy/compose/kibana-objects.sh")
              .replace("kibana:5601", "127.0.0.1:" + kibana.getAddress().getPort())
              .replace("/objects/", "deploy/kibana/");

      SystemProgram.Outcome imported = bash.run("-c", script);
      assertThat(imported.exitCode()).as(imported.errors()).isZero();
      answer.set("{\"success\":false}");
      assertThat(bash.run("-c", script).exitCode()).isNotZero();
      assertThat(asked)
          .containsOnly("/api/saved_objects/_import?overwrite=true true true")
          .hasSize(2);
    } finally {
      kibana.stop(0);
    }
  }

  /** A program that does this; {@code %s} stands for the test's folder. */
  private Path program(String name, String does) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/usr/bin/env bash\n" + does.formatted(folder));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
