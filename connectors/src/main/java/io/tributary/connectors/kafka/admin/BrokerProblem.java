package io.tributary.connectors.kafka.admin;

/** The Kafka cluster isn't there, or isn't as it must be; the message is one line with a remedy. */
public final class BrokerProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BrokerProblem(String message) {
    super(message);
  }

  BrokerProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
