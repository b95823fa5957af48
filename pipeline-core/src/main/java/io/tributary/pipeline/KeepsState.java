package io.tributary.pipeline;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * A step that says which state it keeps: a savepoint can be compared with it without starting it.
 *
 * <p>Each call makes new descriptors, since Flink fills in their serializers.
 */
public interface KeepsState {
  /** What it keeps for each key. */
  default List<StateDescriptor<?, ?>> keyedStates() {
    return List.of();
  }

  /** Lists whose elements are dealt out to the instances anew when their number changes. */
  default List<ListStateDescriptor<?>> splitStates() {
    return List.of();
  }

  /** Lists of which every instance gets all elements. */
  default List<ListStateDescriptor<?>> unionStates() {
    return List.of();
  }

  /**
   * The settings without which the state can't be understood, each as {@code key=value}. They are
   * part of it: a step that has some keeps them in a union list of {@link #settingsState}.
   */
  default List<String> settings() {
    return List.of();
  }

  /**
   * What is wrong with going on from a state.
   *
   * @param kept the settings that it was written with
   * @param now those of the job
   * @return empty when they are the same
   */
  static Optional<String> settingsProblem(Collection<String> kept, List<String> now) {
    List<String> others = kept.stream().distinct().filter(each -> !now.contains(each)).toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it was written with %s, the job has %s: go on with the former, or begin anew with another lake.path and checkpoint.path"
                .formatted(String.join(", ", others), String.join(", ", now)));
  }

  /** Where they are kept. */
  static ListStateDescriptor<String> settingsState() {
    return new ListStateDescriptor<>("settings", Types.STRING);
  }
}
