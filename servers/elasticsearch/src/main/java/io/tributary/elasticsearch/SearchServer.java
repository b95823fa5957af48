package io.tributary.elasticsearch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** A node of Elasticsearch, alone: {@code SearchServer DIRECTORY PORT MODULES}. */
public final class SearchServer {
  private SearchServer() {}

  public static void main(String[] arguments) throws Exception {
    LogConfigurator.configureESLogging();
    Path home = Path.of(arguments[0]);
    Path modules = Path.of(arguments[2]);
    Settings settings =
        Settings.builder()
            .put("path.home", home)
            .put("path.data", home.resolve("data"))
            .put("path.logs", home.resolve("logs"))
            .put("cluster.name", "tributary-test")
            .put("node.name", "only")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.port", arguments[1])
            .put("transport.port", "0")
            // Disks of test machines are nearly full.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    Path config = Files.createDirectories(home.resolve("config"));
    Node node =
        new Node(
            new Environment(settings, config),
            PluginsLoader.createPluginsLoader(
                PluginsLoader.loadModulesBundles(modules), Set.of(), Map.of(), false));
    node.start();
    new CountDownLatch(1).await();
  }
}
