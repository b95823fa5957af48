package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/** What a folder of manifests is once kubectl has rendered it. */
record Manifests(List<JsonNode> all) {
  private static final SystemProgram KUBECTL =
      new SystemProgram(
          "kubectl", "1.21 or newer is needed (Debian 13: apt-get install kubernetes-client)");

  /** Renders a folder below {@code deploy}. */
  static Manifests of(String folder) {
    SystemProgram.Outcome outcome = KUBECTL.run("kustomize", "deploy/" + folder);
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    // A field that will be gone in a later release is told as a warning.
    assertThat(outcome.errors()).isEmpty();
    return new Manifests(Documents.yamlDocuments(outcome.output()));
  }

  List<JsonNode> of(Kind kind) {
    return all.stream().filter(it -> it.path("kind").asText().equals(kind.name())).toList();
  }

  JsonNode one(Kind kind, String name) {
    List<JsonNode> found = of(kind).stream().filter(it -> name(it).equals(name)).toList();
    assertThat(found).as("%s %s", kind, name).hasSize(1);
    return found.get(0);
  }

  static String name(JsonNode manifest) {
    return manifest.at("/metadata/name").asText();
  }

  /** The settings that a feed's job is started with, later files before earlier ones. */
  Properties settings(JsonNode deployment) {
    Properties settings = new Properties();
    for (JsonNode source : deployment.at("/spec/podTemplate/spec/volumes/0/projected/sources")) {
      one(Kind.ConfigMap, source.at("/configMap/name").asText())
          .path("data")
          .forEach(file -> load(settings, file.asText()));
    }
    return settings;
  }

  private static void load(Properties settings, String text) {
    try {
      settings.load(new StringReader(text));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The kinds of manifests that there are. */
  enum Kind {
    ConfigMap,
    CronJob,
    Deployment,
    FlinkDeployment,
    Ingress,
    NetworkPolicy,
    PodDisruptionBudget,
    PodMonitor,
    PrometheusRule,
    Service
  }
}
