package io.tributary.cli;

import io.tributary.jobs.launch.Storage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;

/**
 * How this machine's commands and clusters reach S3 and HDFS, all in the same way: Flink's options
 * from the environment and from the {@code config.yaml} that {@code FLINK_CONF_DIR} says.
 * Credentials are not among them: each process takes those from where AWS's own tools do, so that
 * no configuration, log or savepoint ever holds one.
 */
public final class FlinkStorage {
  /** With which {@code ./tributary} says where Flink's jars are. */
  private static final String FLINK = "tributary.flink";

  /** What a variable of the environment may say: S3_ENDPOINT for s3.endpoint, and so on. */
  private static final List<String> NAMES =
      List.of("s3.endpoint", "s3.endpoint.region", "s3.path.style.access");

  private static final List<String> PREFIXES = List.of("s3.", "s3a.", "fs.", "flink.hadoop.");

  /**
   * How long a command asks that somebody waits for: six times, 10 s each, when a server takes
   * connections and says nothing. Flink's own figures, made for jobs, let it say nothing for half
   * an hour.
   */
  static final Map<String, String> IMPATIENT =
      Map.of(
          "s3.attempts.maximum", "1",
          "s3.retry.limit", "2",
          "s3.connection.timeout", "10000",
          "s3.connection.establish.timeout", "5000");

  private static boolean connected;

  private FlinkStorage() {}

  /** Flink's options for its file systems. */
  public static Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    // Keys in Flink's own configuration, if somebody has them there; then as AWS's tools do it.
    options.put(
        "s3.aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider,"
            + "com.amazonaws.auth.DefaultAWSCredentialsProviderChain");
    String conf = System.getenv("FLINK_CONF_DIR");
    if (conf != null && Files.exists(Path.of(conf, GlobalConfiguration.FLINK_CONF_FILENAME))) {
      GlobalConfiguration.loadConfiguration(conf)
          .toMap()
          .forEach(
              (key, value) -> {
                if (PREFIXES.stream().anyMatch(key::startsWith)) {
                  options.put(key, value);
                }
              });
    }
    for (String name : NAMES) {
      String value = System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_'));
      if (value != null && !value.isBlank()) {
        options.put(name, value);
      }
    }
    return options;
  }

  /**
   * Makes the file systems of these paths known in this process, which keeps running and waits for
   * storage that is away; does nothing for local ones.
   */
  public static void connect(Collection<String> paths) {
    connect(paths, options());
  }

  /** The same for a command that somebody waits for, and that says soon that storage is away. */
  public static void connectBriefly(Collection<String> paths) {
    Map<String, String> options = new TreeMap<>(IMPATIENT);
    options.putAll(options());
    connect(paths, options);
  }

  private static synchronized void connect(Collection<String> paths, Map<String, String> options) {
    if (connected || paths.stream().noneMatch(Storage::isRemote)) {
      return;
    }
    Path plugins = Path.of(System.getProperty(FLINK, ""), "plugins");
    try {
      FileSystem.initialize(
          Configuration.fromMap(options),
          Files.isDirectory(plugins)
              ? new DefaultPluginManager(
                  new DirectoryBasedPluginFinder(plugins).findPlugins(),
                  CoreOptions.getPluginParentFirstLoaderPatterns(new Configuration()))
              : null);
      connected = true;
    } catch (IOException e) {
      throw new CommandFailure(
          "Flink's plugins in " + plugins + File.separator + " can't be loaded (" + e + ")",
          "build again: ./tributary does it when cluster/target is gone",
          e);
    }
  }
}
