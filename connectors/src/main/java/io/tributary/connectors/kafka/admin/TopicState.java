package io.tributary.connectors.kafka.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A topic as it should be, and as it is.
 *
 * @param wanted with every setting resolved, room for other topics' messages included
 * @param actual empty when the topic isn't there
 */
public record TopicState(TopicSpec wanted, Optional<Actual> actual) {

  /**
   * What a cluster holds.
   *
   * @param configs those of Kafka's topic settings that the specification speaks of
   */
  public record Actual(int partitions, int replication, Map<String, String> configs) {

    public Actual {
      configs = Map.copyOf(configs);
    }
  }

  /** What is missing or different, as people read it; empty when all is well. */
  public List<TopicFinding> findings() {
    if (actual.isEmpty()) {
      return List.of(new TopicFinding(wanted.name(), TopicFinding.Kind.MISSING, "is not there"));
    }
    Actual there = actual.get();
    List<TopicFinding> findings = new ArrayList<>();
    if (there.partitions() != wanted.partitions()) {
      findings.add(differs("partitions " + there.partitions(), "" + wanted.partitions()));
    }
    if (there.replication() != wanted.replication()) {
      findings.add(differs("replication " + there.replication(), "" + wanted.replication()));
    }
    new TreeMap<>(wanted.configs())
        .forEach(
            (config, value) -> {
              String found = there.configs().getOrDefault(config, "none");
              boolean roomy = config.equals(TopicSpec.LARGEST) && !wanted.roomFor().isEmpty();
              if (roomy ? isLess(found, value) : !found.equals(value)) {
                findings.add(differs(config + " " + found, (roomy ? "at least " : "") + value));
              }
            });
    return findings;
  }

  private TopicFinding differs(String found, String expected) {
    return new TopicFinding(
        wanted.name(), TopicFinding.Kind.DIFFERENT, found + ", expected " + expected);
  }

  private static boolean isLess(String found, String wanted) {
    try {
      return Long.parseLong(found) < Long.parseLong(wanted);
    } catch (NumberFormatException e) {
      // The cluster doesn't tell: nothing can be said against it.
      return false;
    }
  }
}
