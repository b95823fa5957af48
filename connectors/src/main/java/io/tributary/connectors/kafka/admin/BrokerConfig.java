package io.tributary.connectors.kafka.admin;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the brokers are set to; one of them speaks for all. */
final class BrokerConfig {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerConfig.class);

  private BrokerConfig() {}

  /** A broker's setting; empty when it doesn't have one, or doesn't tell us. */
  static Optional<String> value(Admin admin, String name) {
    try {
      var nodes = Answer.of(admin.describeCluster().nodes(), "describing the cluster");
      if (nodes.isEmpty()) {
        return Optional.empty();
      }
      ConfigResource broker =
          new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
      var configs = Answer.of(admin.describeConfigs(List.of(broker)).all(), "describing a broker");
      return Optional.ofNullable(configs.get(broker))
          .flatMap(config -> Optional.ofNullable(config.get(name)))
          .flatMap(entry -> Optional.ofNullable(entry.value()));
    } catch (ApiException e) {
      // Hosted clusters often keep their settings to themselves.
      LOG.warn("The brokers don't tell their {} ({}): it is not checked.", name, e.getMessage());
      return Optional.empty();
    }
  }
}
