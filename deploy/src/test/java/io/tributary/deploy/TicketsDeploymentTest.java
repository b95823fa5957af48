package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TicketsDeploymentTest {
  private static final String FILE = "deploy/flink-k8s-operator/base/tickets.yaml";

  private final FlinkDeploymentDefinition definition = new FlinkDeploymentDefinition();
  private final OperatorCheck operator = new OperatorCheck();
  private ObjectNode deployment;

  @BeforeEach
  void readsTheDeployment() {
    deployment = (ObjectNode) Documents.yaml(FILE);
  }

  @Test
  void isAFlinkDeploymentByTheOperatorsDefinition() {
    assertThat(definition.errorsIn(deployment)).isEmpty();
  }

  @Test
  void isTakenByTheOperatorsOwnCheck() {
    assertThat(operator.refusalOf(deployment)).isEmpty();
  }

  @Test
  void wouldBeRefusedWithAMisspeltField() {
    ((ObjectNode) deployment.at("/spec/job")).put("upgradeMod", "savepoint");

    assertThat(definition.errorsIn(deployment)).singleElement().asString().contains("upgradeMod");
  }

  @Test
  void wouldBeRefusedWithAMisspeltFieldOfAPod() {
    ((ObjectNode) deployment.at("/spec/podTemplate/spec/containers/0")).put("imagePull", "Always");

    assertThat(definition.errorsIn(deployment)).singleElement().asString().contains("imagePull");
  }

  @Test
  void wouldBeRefusedByTheOperatorWithoutAPlaceForSavepoints() {
    ((ObjectNode) deployment.at("/spec/flinkConfiguration"))
        .remove("execution.checkpointing.savepoint-dir");

    assertThat(operator.refusalOf(deployment)).get().asString().contains("savepoint");
  }

  @Test
  void wouldBeRefusedByTheOperatorWithTwoJobManagersAndNoHighAvailability() {
    ((ObjectNode) deployment.at("/spec/jobManager")).put("replicas", 2);
    ((ObjectNode) deployment.at("/spec/flinkConfiguration")).remove("high-availability.type");

    assertThat(operator.refusalOf(deployment)).isPresent();
  }

  @Test
  void upgradesThroughSavepointsAndLosesNoState() {
    assertThat(deployment.at("/spec/job/upgradeMode").asText()).isEqualTo("savepoint");
    assertThat(deployment.at("/spec/job/allowNonRestoredState").asBoolean(true)).isFalse();
  }
}
