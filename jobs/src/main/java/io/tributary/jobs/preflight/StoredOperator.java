package io.tributary.jobs.preflight;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorBackendSerializationProxy;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;

/**
 * What a savepoint holds of one operator. Only what stands before the state is read: its names and
 * serializers; a large state takes no longer than a small one.
 */
final class StoredOperator {
  private final OperatorState state;
  private final ClassLoader classes;
  private final Map<String, List<StateMetaInfoSnapshot>> states = new LinkedHashMap<>();
  private final Map<String, Integer> elements = new LinkedHashMap<>();
  private final List<TypeSerializerSnapshot<?>> keys = new ArrayList<>();
  private final Set<String> others = new LinkedHashSet<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<Path> files = new LinkedHashSet<>();

  private StoredOperator(OperatorState state, ClassLoader classes) {
    this.state = state;
    this.classes = classes;
  }

  /** Reads what the subtasks' states begin with, and looks whether their files are there. */
  static StoredOperator read(OperatorState state, ClassLoader classes) {
    StoredOperator read = new StoredOperator(state, classes);
    state.getStates().forEach(read::read);
    return read;
  }

  /** The uid, or the id where that is all there is. */
  String name() {
    return state.getOperatorUid().orElseGet(() -> state.getOperatorID().toHexString());
  }

  int maxParallelism() {
    return state.getMaxParallelism();
  }

  boolean hasCoordinator() {
    return state.getCoordinatorState() != null;
  }

  /** The states by their names, as each subtask has written them. */
  Map<String, List<StateMetaInfoSnapshot>> states() {
    return states;
  }

  /** How many elements an operator state has in all subtasks. */
  int elements(String name) {
    return elements.getOrDefault(name, 0);
  }

  /** The serializers of its keys, as each subtask has written them. */
  List<TypeSerializerSnapshot<?>> keys() {
    return keys;
  }

  /** Kinds of state that are not looked into. */
  Set<String> others() {
    return others;
  }

  /** What can't be read. */
  Set<String> problems() {
    return problems;
  }

  /** The operator states of the subtasks, to be restored. */
  List<OperatorStateHandle> operatorStates() {
    List<OperatorStateHandle> handles = new ArrayList<>();
    state.getStates().forEach(subtask -> handles.addAll(subtask.getManagedOperatorState()));
    return handles;
  }

  private void read(OperatorSubtaskState subtask) {
    for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
      if (handle instanceof KeyGroupsStateHandle whole) {
        readKeyed(whole);
        lookFor(whole.getDelegateStateHandle());
      } else if (handle instanceof IncrementalRemoteKeyedStateHandle incremental) {
        readKeyed(incremental.getMetaDataStateHandle());
        incremental.streamSubHandles().forEach(this::lookFor);
      } else {
        others.add(handle.getClass().getSimpleName());
      }
    }
    for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
      readOperator(handle);
      if (handle instanceof OperatorStreamStateHandle stream) {
        lookFor(stream.getDelegateStateHandle());
      }
      handle
          .getStateNameToPartitionOffsets()
          .forEach((name, part) -> elements.merge(name, part.getOffsets().length, Integer::sum));
    }
    if (!subtask.getRawKeyedState().isEmpty() || !subtask.getRawOperatorState().isEmpty()) {
      others.add("raw state");
    }
    if (!subtask.getInputChannelState().isEmpty()
        || !subtask.getResultSubpartitionState().isEmpty()) {
      others.add("records in flight");
    }
  }

  private void readKeyed(StreamStateHandle handle) {
    KeyedBackendSerializationProxy<?> header = new KeyedBackendSerializationProxy<>(classes);
    try (FSDataInputStream in = handle.openInputStream()) {
      header.read(new DataInputViewStreamWrapper(in));
      keys.add(header.getKeySerializerSnapshot());
      header.getStateMetaInfoSnapshots().forEach(this::add);
    } catch (IOException | RuntimeException e) {
      problems.add(PreflightProblem.said(e));
    }
  }

  private void readOperator(OperatorStateHandle handle) {
    OperatorBackendSerializationProxy header = new OperatorBackendSerializationProxy(classes);
    try (FSDataInputStream in = handle.openInputStream()) {
      header.read(new DataInputViewStreamWrapper(in));
      header.getOperatorStateMetaInfoSnapshots().forEach(this::add);
      header.getBroadcastStateMetaInfoSnapshots().forEach(this::add);
    } catch (IOException | RuntimeException e) {
      problems.add(PreflightProblem.said(e));
    }
  }

  private void add(StateMetaInfoSnapshot snapshot) {
    states.computeIfAbsent(snapshot.getName(), name -> new ArrayList<>()).add(snapshot);
  }

  /** A file that is gone or cut short fails the restore, long after the job has started. */
  private void lookFor(StreamStateHandle handle) {
    Path path = handle.maybeGetPath().orElse(null);
    if (path == null || !files.add(path)) {
      return;
    }
    try {
      long length = path.getFileSystem().getFileStatus(path).getLen();
      if (handle instanceof FileStateHandle file && length < file.getStateSize()) {
        problems.add(path + " is cut short");
      }
    } catch (FileNotFoundException e) {
      problems.add(path + " is gone");
    } catch (IOException e) {
      problems.add(path + ": " + PreflightProblem.said(e));
    }
  }
}
