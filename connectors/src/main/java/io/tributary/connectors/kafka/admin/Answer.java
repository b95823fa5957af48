package io.tributary.connectors.kafka.admin;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TimeoutException;

/** Waits for what the cluster says. */
final class Answer {

  private Answer() {}

  /**
   * The cluster's answer.
   *
   * @param question what was asked, as people would say it: {@code describing the topics}
   * @throws ApiException when the cluster refuses, for the caller to explain
   * @throws BrokerProblem when there is no answer
   */
  static <T> T of(KafkaFuture<T> future, String question) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof TimeoutException) {
        throw new BrokerProblem(
            "kafka.bootstrap.servers: no answer when "
                + question
                + ": check that the brokers are up and reachable",
            e);
      }
      if (cause instanceof ApiException refusal) {
        throw refusal;
      }
      throw new BrokerProblem("kafka.properties: failed when " + question + ": " + cause, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerProblem("interrupted when " + question + ": start again", e);
    }
  }
}
