package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.tributary.deploy.Manifests.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Dockerfile's files, without Docker: an application cluster of one job is started from them as
 * its FlinkDeployment says, with that one's configuration, arguments and settings. Only what
 * Kubernetes itself would do is left out. S3 is a server that knows no file; Kafka isn't there,
 * which is what the job says last.
 */
final class ImageLayoutIT {
  private static final String MAIN =
      "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint";

  @TempDir private Path folder;
  private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
  private HttpServer s3;

  @BeforeEach
  void startS3() throws IOException {
    s3 = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    s3.setExecutor(Executors.newCachedThreadPool());
    s3.createContext(
        "/",
        exchange -> {
          authorizations.add(
              exchange.getRequestURI().getPath()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    s3.start();
  }

  @AfterEach
  void stopS3() {
    s3.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tickets", "texts", "invoices", "weather", "tweets"})
  void startsTheFeedsJobAsFarAsKafka(String feed) throws Exception {
    ImageLayout layout = ImageLayout.in(folder);

    String said = start(layout, feed);

    // The class was found in usrlib, the settings were read where they are mounted, …
    assertThat(said).contains("kafka.bootstrap.servers: ").contains("kafka:9092");
    assertThat(said).doesNotContain("ClassNotFoundException", "NoClassDefFoundError");
    // … and the buckets were asked for by the plug-in, with the credentials of the mounted file.
    assertThat(authorizations)
        .anyMatch(it -> it.startsWith("/tributary-lake") && it.contains("Credential=from-a-file/"))
        .anyMatch(it -> it.startsWith("/tributary-state"));
  }

  /** So that the test above would see what is missing. */
  @Test
  void wouldNotStartWithoutTheJobsJar() throws Exception {
    ImageLayout layout = ImageLayout.in(folder);
    Files.delete(layout.home().resolve("usrlib/tributary-jobs.jar"));

    assertThat(start(layout, "tickets"))
        .contains("TicketsJob")
        .doesNotContain("kafka.bootstrap.servers: ");
  }

  @Test
  void addsStorageToFlinkAndNothingElse() throws Exception {
    ImageLayout layout = ImageLayout.in(folder);

    assertThat(layout.files("usrlib")).containsExactly("tributary-jobs.jar");
    assertThat(layout.files("plugins/s3-fs-hadoop"))
        .singleElement()
        .asString()
        .startsWith("flink-s3-fs-hadoop-");
    assertThat(layout.files("lib"))
        .filteredOn(name -> name.startsWith("hadoop-client-"))
        .hasSize(2);
    assertThat(layout.files("lib"))
        .as("what sends lineage")
        .filteredOn(name -> name.startsWith("lineage-"))
        .hasSize(1);
  }

  @Test
  void sendsDockerOnlyWhatIsCopied() {
    List<String> copied = new ArrayList<>();
    for (String instruction : ImageLayout.instructions()) {
      if (instruction.startsWith("COPY ")) {
        String[] words = instruction.replaceAll("--\\S+\\s+", "").split("\\s+");
        for (int i = 1; i < words.length - 1; i++) {
          copied.add("!" + words[i]);
        }
      }
    }
    List<String> sent =
        Documents.text("Dockerfile.dockerignore")
            .lines()
            .filter(line -> !line.startsWith("#"))
            .toList();

    assertThat(sent).first().isEqualTo("*");
    assertThat(sent.subList(1, sent.size())).containsExactlyInAnyOrderElementsOf(copied);
  }

  @Test
  void runsAsTheUserThatTheManifestsSay() {
    assertThat(ImageLayout.instructions()).contains("USER 9999:9999");
  }

  @Test
  void isHealthyWhenEitherPartAnswers() throws Exception {
    String check =
        ImageLayout.instructions().stream()
            .filter(it -> it.startsWith("HEALTHCHECK "))
            .findFirst()
            .orElseThrow()
            .replaceAll(".*bash -c '(.*)'", "$1")
            .replace("$(hostname)", "127.0.0.1");
    String open = String.valueOf(s3.getAddress().getPort());
    String closed;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = String.valueOf(free.getLocalPort());
    }
    SystemProgram bash = new SystemProgram("bash", "it comes with every Debian");

    assertThat(bash.run("-c", check.replace("8081", open).replace("6122", closed)).exitCode())
        .isZero();
    assertThat(bash.run("-c", check.replace("8081", closed).replace("6122", open)).exitCode())
        .isZero();
    assertThat(bash.run("-c", check.replace("8081", closed).replace("6122", closed)).exitCode())
        .isNotZero();
  }

  /** Runs until it ends by itself, and gives all that it has logged. */
  private String start(ImageLayout layout, String feed) throws Exception {
    Manifests manifests = Manifests.of("flink-k8s-operator/base");
    JsonNode deployment = manifests.one(Kind.FlinkDeployment, feed);
    Path settings = Files.createDirectories(folder.resolve("etc-tributary"));
    for (JsonNode source : deployment.at("/spec/podTemplate/spec/volumes/0/projected/sources")) {
      JsonNode files = manifests.one(Kind.ConfigMap, source.at("/configMap/name").asText());
      for (Map.Entry<String, JsonNode> file : files.path("data").properties()) {
        Files.writeString(settings.resolve(file.getKey()), file.getValue().asText());
      }
    }
    Path credentials = folder.resolve("credentials");
    Files.writeString(
        credentials,
        "[default]\naws_access_key_id = from-a-file\naws_secret_access_key = no-secret\n");
    configure(layout, deployment);

    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(
        List.of(deployment.at("/spec/flinkConfiguration/env.java.opts.all").asText().split(" ")));
    command.add(
        "-Dlog4j.configurationFile="
            + Documents.root().resolve("deploy/compose/log4j-console.properties"));
    command.addAll(List.of("-Dcom.amazonaws.sdk.ec2MetadataDisabled=true", MAIN));
    command.addAll(List.of("--configDir", layout.home().resolve("conf").toString()));
    command.addAll(List.of("--job-classname", deployment.at("/spec/job/entryClass").asText()));
    // Else it would take --config for its own --configDir; the operator hands arguments over
    // otherwise.
    command.add("--");
    for (JsonNode argument : deployment.at("/spec/job/args")) {
      command.add(argument.asText().replace("/etc/tributary", settings.toString()));
    }
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(layout.home().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("CLASSPATH", layout.home().resolve("lib") + "/*");
    environment.put("FLINK_CONF_DIR", layout.home().resolve("conf").toString());
    environment.put("FLINK_LIB_DIR", layout.home().resolve("lib").toString());
    environment.put("FLINK_PLUGINS_DIR", layout.home().resolve("plugins").toString());
    for (JsonNode variable : deployment.at("/spec/podTemplate/spec/containers/0/env")) {
      environment.put(
          variable.path("name").asText(),
          variable
              .path("value")
              .asText()
              .replace("/run/secrets/s3/credentials", credentials.toString()));
    }
    Process process = builder.start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ends by itself").isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).isNotZero();
    return Files.readString(log);
  }

  /** The deployment's own configuration, but for what needs Kubernetes, and ports that are free. */
  private void configure(ImageLayout layout, JsonNode deployment) throws IOException {
    Map<String, String> flink = new TreeMap<>();
    deployment
        .at("/spec/flinkConfiguration")
        .properties()
        .forEach(option -> flink.put(option.getKey(), option.getValue().asText()));
    flink.remove("high-availability.type");
    flink.put("jobmanager.rpc.address", "127.0.0.1");
    flink.put("jobmanager.rpc.port", "0");
    flink.put("jobmanager.memory.process.size", "1g");
    flink.put("rest.port", "0");
    flink.put("rest.bind-address", "127.0.0.1");
    flink.put("metrics.reporter.prom.port", "0");
    flink.put("io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString());
    flink.put("s3.endpoint", "http://127.0.0.1:" + s3.getAddress().getPort());
    flink.put("s3.path.style.access", "true");
    flink.put("s3.endpoint.region", "us-east-1");
    StringBuilder yaml = new StringBuilder();
    flink.forEach((key, value) -> yaml.append(key).append(": '").append(value).append("'\n"));
    Files.writeString(layout.home().resolve("conf/config.yaml"), yaml);
  }
}
