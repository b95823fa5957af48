package io.tributary.testkit;

/** A broker could not be started; the message says why, in one line. */
public final class BrokerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerFailure(String message) {
    super(message);
  }

  BrokerFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
