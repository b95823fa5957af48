package io.tributary.connectors.kafka.admin;

import java.time.Duration;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;

/** The way to the Kafka brokers: either they answer, or it is said in one line why not. */
public final class Brokers {

  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Pattern LOOK_UP = Pattern.compile("\\$\\{(directory|env|file):[^}]*}");

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
    own.putAll(ClientProperties.ofAdmin(clientProperties));
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
      throw new BrokerProblem(Refusal.sentence(addresses, e), e);
    } catch (ApiException e) {
      admin.close(Duration.ZERO);
      throw new BrokerProblem(
          "kafka.properties: " + addresses + " refuses (" + e.getMessage() + "): check them", e);
    } catch (BrokerProblem e) {
      admin.close(Duration.ZERO);
      throw new BrokerProblem(
          "kafka.bootstrap.servers: no broker answers at "
              + addresses
              + ": start one (./tributary kafka), or check the address and"
              + " kafka.properties.security.protocol",
          e);
    }
  }

  /** What Kafka doesn't find it takes as it is written, for the password itself. */
  private static void refuseMissingSecrets(AdminClientConfig resolved) {
    resolved
        .values()
        .forEach(
            (name, value) -> {
              String text = value instanceof Password p ? p.value() : String.valueOf(value);
              Matcher missing = LOOK_UP.matcher(text);
              if (missing.find()) {
                throw new BrokerProblem(
                    "kafka.properties."
                        + name
                        + ": there is no "
                        + missing.group()
                        + ": make the file or variable, readable for whoever runs this");
              }
            });
  }

  private static Admin open(Properties properties, String addresses) {
    try {
      refuseMissingSecrets(new AdminClientConfig(properties));
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
