package io.tributary.jobs.preflight;

import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.jspecify.annotations.Nullable;

/**
 * A state that an operator of the job registers.
 *
 * @param mode how its elements are dealt out; null for keyed state
 * @param isExpected whether a savepoint without it is worth a word
 * @param note what to say of it when it restores
 */
record DeclaredState(
    StateDescriptor<?, ?> descriptor,
    OperatorStateHandle.@Nullable Mode mode,
    boolean isExpected,
    String note) {

  static DeclaredState keyed(StateDescriptor<?, ?> descriptor) {
    return new DeclaredState(descriptor, null, true, "");
  }

  static DeclaredState split(StateDescriptor<?, ?> descriptor) {
    return new DeclaredState(descriptor, OperatorStateHandle.Mode.SPLIT_DISTRIBUTE, true, "");
  }

  static DeclaredState union(StateDescriptor<?, ?> descriptor) {
    return new DeclaredState(descriptor, OperatorStateHandle.Mode.UNION, true, "");
  }

  /** One that is read when it is there, for the sake of older savepoints. */
  DeclaredState onlyForOld() {
    return new DeclaredState(descriptor, mode, false, note);
  }

  /** One of Flink's own, whose elements are bytes with a serializer's version before them. */
  DeclaredState ofBytes(String what) {
    return new DeclaredState(descriptor, mode, isExpected, what + " were not looked into");
  }

  String name() {
    return descriptor.getName();
  }

  Finding.Subject subject() {
    return mode == null ? Finding.Subject.KEYED_STATE : Finding.Subject.OPERATOR_STATE;
  }
}
