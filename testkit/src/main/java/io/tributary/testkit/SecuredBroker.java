package io.tributary.testkit;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/**
 * A real Kafka broker that asks users for a password (SCRAM-SHA-512) over TLS, and lets them do
 * what access control lists say. It listens three times, and only once with a good certificate. Who
 * connects without TLS is its administrator: it is on the loopback address only.
 */
public final class SecuredBroker implements AutoCloseable {
  private static final int ITERATIONS = 4096;

  private final KafkaBroker broker;
  private final Certificates certificates;
  private final Admin administrator;
  private final int securedPort;
  private final int otherNamePort;
  private final int expiredPort;

  private SecuredBroker(Path data) {
    certificates = Certificates.in(data.resolve("certificates"));
    String here = "ip:" + BrokerSettings.HOST + ",dns:localhost";
    securedPort = FreePort.any();
    otherNamePort = FreePort.any();
    expiredPort = FreePort.any();
    broker =
        KafkaBroker.start(
            data.resolve("records"),
            List.of(
                new TlsListener("SECURED", securedPort, certificates.signed("broker", here)),
                new TlsListener(
                    "OTHERNAME",
                    otherNamePort,
                    certificates.signed("other-name", "dns:broker.example.com")),
                new TlsListener(
                    "EXPIRED",
                    expiredPort,
                    certificates.signed(
                        "expired", here, "-startdate", "2020/01/01 00:00:00", "-validity", "1"))));
    administrator =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()));
  }

  /**
   * Starts one.
   *
   * @param data where its records and certificates lie; made when missing
   */
  public static SecuredBroker start(Path data) {
    return new SecuredBroker(data.toAbsolutePath().normalize());
  }

  /** Where users connect. */
  public String bootstrap() {
    return BrokerSettings.HOST + ":" + securedPort;
  }

  /** The same broker, with a certificate for {@code broker.example.com}. */
  public String withOtherName() {
    return BrokerSettings.HOST + ":" + otherNamePort;
  }

  /** The same broker, with a certificate that was good for a day in 2020. */
  public String withExpiredCertificate() {
    return BrokerSettings.HOST + ":" + expiredPort;
  }

  /** Where the administrator connects, without TLS. */
  public String administratorsBootstrap() {
    return broker.bootstrap();
  }

  /** The certificates that clients trust, a PEM file. */
  public Path authority() {
    return certificates.authority();
  }

  /** The administrator, who may do everything; closed with the broker. */
  public Admin administrator() {
    return administrator;
  }

  /** Lets a user in, who may do nothing yet. */
  public void addUser(String name, String password) throws InterruptedException {
    UserScramCredentialUpsertion user =
        new UserScramCredentialUpsertion(
            name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password);
    await(administrator.alterUserScramCredentials(List.of(user)).all());
  }

  /** Lets users do something more, and returns when the broker knows. */
  public void allow(Collection<AclBinding> acls) throws InterruptedException {
    await(administrator.createAcls(acls).all());
    for (AclBinding each : acls) { // the controller has them first
      while (await(administrator.describeAcls(each.toFilter()).values()).isEmpty()) {
        Thread.sleep(10);
      }
    }
  }

  /** Takes all that was allowed back. */
  public void forbidAll() throws InterruptedException {
    await(administrator.deleteAcls(List.of(AclBindingFilter.ANY)).all());
  }

  /** A user's line for {@code sasl.jaas.config}. */
  public static String jaas(String name, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + name
        + "\" password=\""
        + password
        + "\";";
  }

  @Override
  public void close() {
    administrator.close();
    broker.close();
  }

  private static <T> T await(KafkaFuture<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new ServerFailure("the broker refuses its administrator: " + e.getCause(), e);
    }
  }
}
