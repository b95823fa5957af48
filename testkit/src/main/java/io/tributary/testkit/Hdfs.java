package io.tributary.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A real HDFS, a NameNode and a DataNode in JVMs of their own, with WebHDFS. Each can be killed and
 * started again on the same data and ports.
 */
public final class Hdfs implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
  private static final Pattern ENTRY =
      Pattern.compile("\"pathSuffix\":\"([^\"]*)\".*?\"type\":\"(\\w+)\"");
  // What Hadoop opens for itself on a JDK 17.
  private static final List<String> JVM =
      List.of("-Xmx512m", "--add-opens=java.base/java.lang=ALL-UNNAMED");

  private final int port = FreePort.any();
  private final int webPort = FreePort.any();
  private final int dataNodeWebPort = FreePort.any();
  private final Path conf;
  private final ServerProcess format;
  private final ServerProcess nameNode;
  private final ServerProcess dataNode;

  private Hdfs(Path directory) throws IOException {
    conf = Files.createDirectories(directory.resolve("conf"));
    Files.createDirectories(directory.resolve("data"));
    // Its jar lacks its web pages; without their folders it doesn't start.
    Files.createDirectories(conf.resolve("webapps/hdfs"));
    Files.createDirectories(conf.resolve("webapps/datanode"));
    Files.writeString(conf.resolve("hdfs-site.xml"), xml(serverOptions(directory)));
    Files.writeString(conf.resolve("core-site.xml"), xml(clientOptions()));
    Files.writeString(
        conf.resolve("log4j.properties"),
        """
        log4j.rootLogger=WARN, out
        log4j.appender.out=org.apache.log4j.ConsoleAppender
        log4j.appender.out.layout=org.apache.log4j.PatternLayout
        log4j.appender.out.layout.ConversionPattern=%d %p %c{1} %m%n
        """);
    String nameNodeClass = "org.apache.hadoop.hdfs.server.namenode.NameNode";
    format = part(directory, "format", List.of(nameNodeClass, "-format", "-force"));
    nameNode = part(directory, "namenode", List.of(nameNodeClass));
    dataNode =
        part(directory, "datanode", List.of("org.apache.hadoop.hdfs.server.datanode.DataNode"));
  }

  private ServerProcess part(Path directory, String name, List<String> command) {
    Path log = directory.resolve(name + ".log");
    return new ServerProcess(
        name,
        log,
        "hdfs",
        conf,
        JVM,
        command,
        switch (name) {
          case "namenode" -> this::nameNodeAnswers;
          case "datanode" -> this::takesWrites;
          default -> () -> true;
        });
  }

  /**
   * Starts an empty one on free ports and waits until it takes writes.
   *
   * @param directory where its data lies; made when missing
   * @throws ServerFailure when it can't start; the message ends with the end of its log
   */
  public static Hdfs start(Path directory) {
    try {
      Hdfs hdfs = new Hdfs(directory.toAbsolutePath().normalize());
      try {
        hdfs.format.run();
        hdfs.startAgain();
      } catch (ServerFailure e) {
        hdfs.kill();
        throw e;
      }
      return hdfs;
    } catch (IOException e) {
      throw new ServerFailure("can't start an HDFS in " + directory, e);
    }
  }

  /** Its root, such as {@code hdfs://127.0.0.1:20000}; the same after a restart. */
  public String uri() {
    return "hdfs://" + HOST + ":" + port;
  }

  /** A folder with {@code core-site.xml} and {@code hdfs-site.xml}, as for HADOOP_CONF_DIR. */
  public Path conf() {
    return conf;
  }

  /** A file's address in WebHDFS, without the operation. */
  public String webHdfs(String path) {
    return "http://" + HOST + ":" + webPort + "/webhdfs/v1" + path;
  }

  /** A file's bytes, as any HTTP client gets them: by WebHDFS, with its redirect. */
  public byte[] read(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        HttpClient.newBuilder()
            .followRedirects(Redirect.NORMAL)
            .build()
            .send(
                HttpRequest.newBuilder(URI.create(webHdfs(path) + "?op=OPEN")).build(),
                BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode());
    }
    return answer.body();
  }

  /** What is in a folder, as WebHDFS says it in JSON; nothing when it isn't there. */
  public String list(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(webHdfs(path) + "?op=LISTSTATUS")).build(),
                BodyHandlers.ofString());
    return answer.statusCode() == 200 ? answer.body() : "";
  }

  /**
   * The files below a folder of which a block is being written, a line each, as the NameNode's
   * {@code fsck} says; none when there is no such folder.
   */
  public List<String> beingWritten(String path) throws IOException, InterruptedException {
    URI fsck =
        URI.create(
            "http://%s:%d/fsck?ugi=root&files=1&openforwrite=1&path=%s"
                .formatted(HOST, webPort, path));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(fsck).build(), BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.contains("OPENFORWRITE") && !line.contains(" 0 block(s)"))
        .toList();
  }

  /**
   * Copies a folder and all below it to this machine, by WebHDFS; not what readers pass over, whose
   * names begin with an underscore: a killed writer's file can't be read before its lease expires.
   */
  public void copy(String path, Path to) throws IOException, InterruptedException {
    Files.createDirectories(to);
    for (MatchResult each : ENTRY.matcher(list(path)).results().toList()) {
      String name = each.group(1);
      if (name.startsWith("_")) {
        continue;
      }
      if (each.group(2).equals("DIRECTORY")) {
        copy(path + "/" + name, to.resolve(name));
      } else {
        Files.write(to.resolve(name), read(path + "/" + name));
      }
    }
  }

  /** Kills both as {@code kill -9} does. */
  public void kill() {
    dataNode.kill();
    nameNode.kill();
  }

  /** Kills the DataNode alone. */
  public void killDataNode() {
    dataNode.kill();
  }

  /** Starts what is dead again, on the same data and ports, and waits until it takes writes. */
  public void startAgain() {
    if (!nameNode.isAlive()) {
      nameNode.start();
    }
    if (!dataNode.isAlive()) {
      dataNode.start();
    }
  }

  @Override
  public void close() {
    kill();
  }

  private Map<String, String> clientOptions() {
    Map<String, String> options = new TreeMap<>();
    options.put("fs.defaultFS", uri());
    options.put("dfs.replication", "1");
    // There is no other DataNode to replace one by.
    options.put("dfs.client.block.write.replace-datanode-on-failure.policy", "NEVER");
    return options;
  }

  private Map<String, String> serverOptions(Path directory) {
    Map<String, String> options = new TreeMap<>(clientOptions());
    options.put("dfs.namenode.rpc-address", HOST + ":" + port);
    options.put("dfs.namenode.http-address", HOST + ":" + webPort);
    options.put("dfs.namenode.name.dir", directory.resolve("name").toUri().toString());
    options.put("dfs.datanode.data.dir", directory.resolve("data").toUri().toString());
    options.put("dfs.datanode.address", HOST + ":" + FreePort.any());
    options.put("dfs.datanode.http.address", HOST + ":" + dataNodeWebPort);
    options.put("dfs.datanode.ipc.address", HOST + ":" + FreePort.any());
    options.put("dfs.datanode.hostname", HOST);
    options.put("dfs.namenode.datanode.registration.ip-hostname-check", "false");
    options.put("dfs.permissions.enabled", "false");
    options.put("dfs.safemode.extension", "0");
    options.put("dfs.namenode.safemode.extension", "0");
    options.put("dfs.heartbeat.interval", "1");
    return options;
  }

  private static String xml(Map<String, String> options) {
    return options.entrySet().stream()
        .map(
            option ->
                "  <property><name>%s</name><value>%s</value></property>%n"
                    .formatted(option.getKey(), option.getValue()))
        .collect(Collectors.joining("", "<configuration>\n", "</configuration>\n"));
  }

  private boolean nameNodeAnswers() {
    return says(webPort, "NameNode,name=FSNamesystemState", "FSState").isPresent();
  }

  /** The DataNode is registered, and its blocks are known: safe mode is over. */
  private boolean takesWrites() {
    return says(webPort, "NameNode,name=FSNamesystemState", "FSState")
            .filter("Operational"::equals)
            .isPresent()
        && says(dataNodeWebPort, "DataNode,name=DataNodeInfo", "ActorState")
            .filter("RUNNING"::equals)
            .isPresent();
  }

  /** A value of a part's own report; none while it doesn't answer. */
  private static Optional<String> says(int port, String bean, String key) {
    URI report = URI.create("http://" + HOST + ":" + port + "/jmx?qry=Hadoop:service=" + bean);
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(report)
                      .version(HttpClient.Version.HTTP_1_1) // a DataNode chokes on an upgrade to 2
                      .timeout(ANSWERS_WITHIN)
                      .build(),
                  BodyHandlers.ofString());
      return Pattern.compile(key + "\\W+(\\w+)")
          .matcher(answer.body())
          .results()
          .map(match -> match.group(1))
          .findFirst();
    } catch (IOException notYet) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
