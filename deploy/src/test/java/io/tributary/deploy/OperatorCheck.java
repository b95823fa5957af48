package io.tributary.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.config.FlinkConfigManager;
import org.apache.flink.kubernetes.operator.validation.DefaultValidator;

/**
 * What the operator itself checks before it takes a deployment: names, resources, the storage that
 * savepoints and high availability need, the autoscaler's ranges.
 *
 * <p>The newest release whose check is published is 1.7.0, which knows neither Flink 2.2 nor the
 * names that Flink 2 gave to some of its options. Both are put into its words first; nothing else
 * is changed.
 */
final class OperatorCheck {
  private static final Map<String, String> NAMES_BEFORE_FLINK_2 =
      Map.of(
          "execution.checkpointing.dir", "state.checkpoints.dir",
          "execution.checkpointing.savepoint-dir", "state.savepoints.dir",
          "high-availability.type", "high-availability");

  private final DefaultValidator check =
      new DefaultValidator(new FlinkConfigManager(new Configuration()));

  /** The first thing that the operator would refuse; empty when it would take the deployment. */
  Optional<String> refusalOf(JsonNode deployment) {
    ObjectNode older = deployment.deepCopy();
    ((ObjectNode) older.get("spec")).put("flinkVersion", "v1_18");
    ObjectNode configuration = (ObjectNode) older.at("/spec/flinkConfiguration");
    NAMES_BEFORE_FLINK_2.forEach(
        (now, before) -> {
          JsonNode value = configuration.remove(now);
          if (value != null) {
            configuration.set(before, value);
          }
        });
    return check.validateDeployment(new ObjectMapper().convertValue(older, FlinkDeployment.class));
  }
}
