package io.tributary.connectors.kafka.admin;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/** Why a broker and we don't trust each other, and what to do about it. */
final class Refusal {

  private Refusal() {}

  static String sentence(String addresses, AuthenticationException e) {
    if (e instanceof SslAuthenticationException) {
      return certificate(addresses, e);
    }
    if (e instanceof UnsupportedSaslMechanismException) {
      return "kafka.properties.sasl.mechanism: "
          + addresses
          + " doesn't know it ("
          + e.getMessage()
          + "): take one that it knows";
    }
    return "kafka.properties.sasl.jaas.config: "
        + addresses
        + " refuses this user and password ("
        + e.getMessage()
        + "): check both, and that sasl.mechanism is the one they were made for";
  }

  private static String certificate(String addresses, Throwable e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof CertificateExpiredException) {
        return "kafka.bootstrap.servers: the certificate of "
            + addresses
            + " has expired ("
            + each.getMessage()
            + "): renew it at the brokers";
      }
      if (each instanceof CertificateNotYetValidException) {
        return "kafka.bootstrap.servers: the certificate of "
            + addresses
            + " isn't valid yet ("
            + each.getMessage()
            + "): check the clocks here and there";
      }
      if (each instanceof CertPathBuilderException) {
        return "kafka.properties.ssl.truststore.location: nobody in there has signed the certificate of "
            + addresses
            + " ("
            + each.getMessage()
            + "): add the authority that did";
      }
      // Subclasses say that something else is wrong with it.
      if (each.getClass() == CertificateException.class) {
        return "kafka.bootstrap.servers: the certificate of "
            + addresses
            + " is for another name ("
            + each.getMessage()
            + "): connect by a name that stands in it, or have this one added";
      }
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "kafka.properties.security.protocol: "
        + addresses
        + " and this client don't agree on TLS ("
        + root.getMessage()
        + "): check it and ssl.*";
  }
}
