package io.tributary.connectors.kafka.admin;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;

/** The way to the Kafka brokers: either they answer, or it is said in one line why not. */
public final class Brokers {

  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private Brokers() {}

  /**
   * Connects, and makes sure within about ten seconds that a broker answers.
   *
   * @param clientProperties with {@code bootstrap.servers}; what an admin client doesn't know is
   *     left out
   * @return to be closed by the caller
   * @throws BrokerProblem when no broker answers, or none lets us in
   */
  public static Admin connect(Properties clientProperties) {
    return connect(clientProperties, PATIENCE);
  }

  static Admin connect(Properties clientProperties, Duration patience) {
    Properties own = new Properties();
    for (String name : clientProperties.stringPropertyNames()) {
      if (AdminClientConfig.configNames().contains(name)) {
        own.setProperty(name, clientProperties.getProperty(name));
      }
    }
    // Each try is logged as a warning; ten a second are too many to read.
    own.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, "500");
    own.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
    String addresses = clientProperties.getProperty("bootstrap.servers", "");
    Admin admin = open(own, addresses);
    try {
      DescribeClusterOptions soon =
          new DescribeClusterOptions().timeoutMs(Math.toIntExact(patience.toMillis()));
      Answer.of(admin.describeCluster(soon).clusterId(), "connecting");
      return admin;
    } catch (AuthenticationException e) {
      admin.close(Duration.ZERO);
      throw new BrokerProblem(
          "kafka.properties: "
              + addresses
              + " lets nobody in with these ("
              + e.getMessage()
              + "): check security.protocol, sasl.* and ssl.*",
          e);
    } catch (ApiException e) {
      admin.close(Duration.ZERO);
      throw new BrokerProblem(
          "kafka.properties: " + addresses + " refuses (" + e.getMessage() + "): check them", e);
    } catch (BrokerProblem e) {
      admin.close(Duration.ZERO);
      throw new BrokerProblem(
          "kafka.bootstrap.servers: no broker answers at "
              + addresses
              + ": start one (./tributary kafka) or check the address",
          e);
    }
  }

  private static Admin open(Properties properties, String addresses) {
    try {
      return Admin.create(properties);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String reason = String.valueOf(cause.getMessage());
      if (reason.contains("bootstrap")) {
        throw new BrokerProblem(
            "kafka.bootstrap.servers: no host is known by the name in "
                + addresses
                + ": start a broker (./tributary kafka) or check the address",
            e);
      }
      throw new BrokerProblem("kafka.properties: " + reason + ": check them", e);
    }
  }
}
