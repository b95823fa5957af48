package io.tributary.connectors.kafka.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/** What the brokers' access control lists let this user do. */
public final class Rights {

  private Rights() {}

  /**
   * Makes sure that a job may do what it does once it runs, where it would fail again and again.
   * Brokers without lists let everybody do everything.
   *
   * @param topics all of the job's, which exist; what it writes it also reads, to know after a
   *     failure what has been committed
   * @param written those that it writes
   * @param transactionPrefix what its transactions' names begin with
   * @throws BrokerProblem with all that is missing
   */
  public static void check(
      Admin admin, Collection<String> topics, Set<String> written, String transactionPrefix) {
    List<String> missing = new ArrayList<>();
    Map<String, TopicDescription> described =
        Answer.of(
            admin
                .describeTopics(
                    topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .allTopicNames(),
            "asking for the rights on topics");
    for (String topic : new TreeSet<>(topics)) {
      TopicDescription each = described.get(topic);
      Set<AclOperation> allowed = each == null ? null : each.authorizedOperations();
      if (allowed == null) {
        continue; // Brokers of old don't say.
      }
      if (!allowed.contains(AclOperation.READ)) {
        missing.add("Read on topic " + topic);
      }
      if (written.contains(topic) && !allowed.contains(AclOperation.WRITE)) {
        missing.add("Write on topic " + topic);
      }
    }
    if (!mayUse(admin, transactionPrefix)) {
      missing.add("Write on transactional ids that begin with " + transactionPrefix + "-");
    }
    if (!missing.isEmpty()) {
      throw new BrokerProblem(
          "kafka.properties.sasl.jaas.config: its user lacks the rights "
              + String.join(", ", missing)
              + ": have them granted (docs/security.md lists all)");
    }
  }

  /** The brokers tell only whether it may look at them; whoever may write may look. */
  private static boolean mayUse(Admin admin, String transactionPrefix) {
    String any = transactionPrefix + "-any";
    try {
      Answer.of(
          admin.describeTransactions(List.of(any)).description(any),
          "asking for the rights on transactions");
      return true;
    } catch (TransactionalIdNotFoundException e) {
      return true;
    } catch (TransactionalIdAuthorizationException e) {
      return false;
    }
  }
}
