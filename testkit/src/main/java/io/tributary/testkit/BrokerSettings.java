package io.tributary.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * How the single node is set up: on the loopback address only, every record kept for ever.
 *
 * @param advertisedPort where clients are told to connect to: its own port, or that of a relay
 * @param secured where it listens besides; if there are any, access control lists rule there
 */
record BrokerSettings(
    Path data, int port, int advertisedPort, int controllerPort, List<TlsListener> secured) {
  static final int NODE = 1;
  static final String HOST = "127.0.0.1";

  /** 26 MiB: a record of 25 MB with its headers. */
  static final int LARGEST_MESSAGE = 26 * 1024 * 1024;

  private static final String INTERNAL_PARTITIONS = "10";

  Properties properties() {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(NODE));
    p.setProperty("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty(
        "listeners",
        "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
    p.setProperty("advertised.listeners", "PLAINTEXT://" + HOST + ":" + advertisedPort);
    p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("inter.broker.listener.name", "PLAINTEXT");
    p.setProperty("log.dirs", data.toString());

    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("default.replication.factor", "1");
    p.setProperty("min.insync.replicas", "1");
    p.setProperty("log.retention.ms", "-1");
    p.setProperty("message.max.bytes", Integer.toString(LARGEST_MESSAGE));
    p.setProperty("replica.fetch.max.bytes", Integer.toString(LARGEST_MESSAGE));
    p.setProperty("socket.request.max.bytes", Integer.toString(4 * LARGEST_MESSAGE));

    p.setProperty("offsets.topic.num.partitions", INTERNAL_PARTITIONS);
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("transaction.state.log.num.partitions", INTERNAL_PARTITIONS);
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.num.partitions", INTERNAL_PARTITIONS);
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("group.initial.rebalance.delay.ms", "0");

    // A transaction past its time-out ends at once, not within 10 s.
    p.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

    // A killed broker is let in again once its old session has ended: 9 s by default.
    p.setProperty("broker.session.timeout.ms", "4000");
    p.setProperty("broker.heartbeat.interval.ms", "1000");

    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    if (!secured.isEmpty()) {
      secure(p);
    }
    return p;
  }

  /** Who comes without TLS, the node itself among them, may do everything. */
  private void secure(Properties p) {
    p.setProperty(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    p.setProperty("super.users", "User:ANONYMOUS");
    for (TlsListener each : secured) {
      append(p, "listeners", each.address());
      append(p, "advertised.listeners", each.address());
      append(p, "listener.security.protocol.map", each.name() + ":SASL_SSL");
      each.configure(p);
    }
  }

  private static void append(Properties p, String name, String value) {
    p.setProperty(name, p.getProperty(name) + "," + value);
  }

  String bootstrap() {
    return HOST + ":" + port;
  }
}
