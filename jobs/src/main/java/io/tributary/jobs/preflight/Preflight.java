package io.tributary.jobs.preflight;

import io.tributary.connectors.kafka.SinkTransactions;
import io.tributary.jobs.preflight.Finding.Subject;
import io.tributary.pipeline.KeepsState;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.BackendStateType;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.CommonOptionsKeys;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.CommonSerializerKeys;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.function.FunctionWithException;
import org.jspecify.annotations.Nullable;

/**
 * Compares a savepoint with a job: whether the job would restore from it, state by state. Nothing
 * is started, and of the savepoint only what stands before the state is read.
 *
 * <p>What is asked is what Flink asks at a restore: {@code Checkpoints.loadAndValidateCheckpoint}
 * for operators and their max parallelism, the state backends for states and their serializers.
 */
public final class Preflight {
  private final List<JobOperator> job;
  private final ExecutionConfig config;
  private final ClassLoader classes;
  private final List<Finding> findings = new ArrayList<>();

  private Preflight(StreamGraph graph, ClassLoader classes) {
    this.job = JobOperator.all(graph);
    this.config = graph.getExecutionConfig();
    this.classes = classes;
  }

  /**
   * Compares.
   *
   * @param path a savepoint's or checkpoint's directory, or the {@code _metadata} in it
   * @param classes the job's classes
   * @throws PreflightProblem if there is no savepoint that can be read
   */
  public static PreflightReport of(StreamGraph graph, String path, ClassLoader classes) {
    CheckpointMetadata savepoint = load(path, classes);
    Preflight preflight = new Preflight(graph, classes);
    preflight.compare(savepoint);
    CheckpointProperties properties = savepoint.getCheckpointProperties();
    return new PreflightReport(
        path,
        savepoint.getCheckpointId(),
        properties != null && properties.isSavepoint(),
        preflight.findings);
  }

  private static CheckpointMetadata load(String path, ClassLoader classes) {
    CompletedCheckpointStorageLocation location;
    try {
      location = AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(path);
    } catch (IOException | IllegalArgumentException e) {
      throw new PreflightProblem(
          path
              + " is no savepoint or checkpoint ("
              + PreflightProblem.said(e)
              + "): give --savepoint the directory that holds its _metadata",
          e);
    }
    try (DataInputStream in = new DataInputStream(location.getMetadataHandle().openInputStream())) {
      return Checkpoints.loadCheckpointMetadata(in, classes, location.getExternalPointer());
    } catch (IOException | RuntimeException e) {
      throw new PreflightProblem(
          path
              + ": its _metadata can't be read ("
              + PreflightProblem.said(e)
              + "): it was not completed or has been damaged, take another savepoint or checkpoint",
          e);
    }
  }

  private void compare(CheckpointMetadata savepoint) {
    Map<OperatorID, OperatorState> stored = new HashMap<>();
    savepoint.getOperatorStates().forEach(state -> stored.put(state.getOperatorID(), state));
    for (JobOperator operator : job) {
      List<OperatorState> known =
          operator.ids().stream().filter(stored::containsKey).map(stored::remove).toList();
      known.forEach(state -> compare(operator, StoredOperator.read(state, classes)));
      if (known.isEmpty()) {
        begin(operator);
      }
    }
    savepoint.getOperatorStates().stream()
        .filter(state -> stored.containsKey(state.getOperatorID()))
        .forEach(state -> lose(StoredOperator.read(state, classes)));
  }

  /** An operator that the savepoint doesn't know. */
  private void begin(JobOperator operator) {
    if (operator.states() != null) {
      for (DeclaredState state : operator.states()) {
        if (state.isExpected()) {
          add(operator.name(), state.subject(), state.name(), Verdict.NEW, "starts empty");
        }
      }
    }
  }

  /** An operator that the job doesn't have: Flink refuses to start without it. */
  private void lose(StoredOperator stored) {
    String detail = "the job has no operator with this uid: Flink refuses to start";
    stored
        .states()
        .forEach(
            (name, metas) -> add(stored.name(), subject(metas.get(0)), name, Verdict.LOST, detail));
    if (stored.hasCoordinator()) {
      add(stored.name(), Subject.COORDINATOR, "(coordinator)", Verdict.LOST, detail);
    }
    for (String other : stored.others()) {
      add(stored.name(), Subject.OTHER, "(" + other + ")", Verdict.LOST, detail);
    }
    addProblems(stored.name(), stored);
  }

  private void compare(JobOperator operator, StoredOperator stored) {
    compareMaxParallelism(operator, stored);
    compareKeys(operator, stored);
    Set<String> unread = new LinkedHashSet<>(stored.states().keySet());
    if (operator.states() == null) {
      for (String name : unread) {
        add(
            operator.name(),
            subject(first(stored, name)),
            name,
            Verdict.UNKNOWN,
            "the operator doesn't say which states it keeps: let it implement KeepsState");
      }
    } else {
      for (DeclaredState state : operator.states()) {
        unread.remove(state.name());
        compareState(operator, state, stored);
      }
      for (String name : unread) {
        loseState(operator, stored, name);
      }
    }
    if (stored.hasCoordinator()) {
      add(
          operator.name(),
          Subject.COORDINATOR,
          "(coordinator)",
          Verdict.RESTORES,
          "its bytes were not looked into");
    }
    for (String other : stored.others()) {
      add(operator.name(), Subject.OTHER, "(" + other + ")", Verdict.UNKNOWN, "not looked into");
    }
    addProblems(operator.name(), stored);
    if (!operator.settings().isEmpty() && stored.problems().isEmpty()) {
      compareSettings(operator, stored);
    }
    if (operator.sink() != null && operator.transactions() != null && stored.problems().isEmpty()) {
      compareTransactions(operator, operator.sink(), operator.transactions(), stored);
    }
  }

  private void loseState(JobOperator operator, StoredOperator stored, String name) {
    StateMetaInfoSnapshot meta = first(stored, name);
    boolean isEmpty =
        meta.getBackendStateType() == BackendStateType.OPERATOR && stored.elements(name) == 0;
    if (!isEmpty) {
      add(
          operator.name(),
          subject(meta),
          name,
          Verdict.LOST,
          "the operator has no state of this name: nothing would read it");
    }
  }

  private void compareMaxParallelism(JobOperator operator, StoredOperator stored) {
    int ours = operator.maxParallelism();
    if (ours > 0 && ours != stored.maxParallelism()) {
      add(
          operator.name(),
          Subject.MAX_PARALLELISM,
          "(max-parallelism)",
          Verdict.INCOMPATIBLE,
          "%d in the savepoint, %d in the job: set max-parallelism to %d"
              .formatted(stored.maxParallelism(), ours, stored.maxParallelism()));
    }
  }

  private void compareKeys(JobOperator operator, StoredOperator stored) {
    if (stored.keys().isEmpty()) {
      return;
    }
    if (operator.key() == null) {
      String detail = "the savepoint's states have keys, the operator has none";
      add(operator.name(), Subject.KEY, "(key)", Verdict.INCOMPATIBLE, detail);
      return;
    }
    Compatibility worst = new Compatibility(Verdict.RESTORES, "");
    for (TypeSerializerSnapshot<?> key : stored.keys()) {
      worst = worse(worst, Compatibility.ofKey(operator.key(), key));
    }
    if (worst.verdict() != Verdict.RESTORES) {
      add(operator.name(), Subject.KEY, "(key)", worst.verdict(), worst.detail());
    }
  }

  private void compareState(JobOperator operator, DeclaredState state, StoredOperator stored) {
    List<StateMetaInfoSnapshot> metas = stored.states().getOrDefault(state.name(), List.of());
    if (metas.isEmpty()) {
      // What can't be read may be there.
      if (state.isExpected() && stored.problems().isEmpty()) {
        add(operator.name(), state.subject(), state.name(), Verdict.NEW, "starts empty");
      }
      return;
    }
    Compatibility worst = new Compatibility(Verdict.RESTORES, "");
    for (StateMetaInfoSnapshot meta : metas) {
      worst = worse(worst, compare(state, meta));
    }
    boolean hasNote = worst.verdict() == Verdict.RESTORES && worst.detail().isEmpty();
    add(
        operator.name(),
        state.subject(),
        state.name(),
        worst.verdict(),
        hasNote ? state.note() : worst.detail());
  }

  private Compatibility compare(DeclaredState state, StateMetaInfoSnapshot stored) {
    boolean isKeyed = stored.getBackendStateType() == BackendStateType.KEY_VALUE;
    boolean isList = stored.getBackendStateType() == BackendStateType.OPERATOR;
    if (state.mode() == null ? !isKeyed : !isList) {
      String kind = stored.getBackendStateType().name();
      return new Compatibility(Verdict.INCOMPATIBLE, "was another kind of state: " + kind);
    }
    String ours = state.mode() == null ? state.descriptor().getType().name() : state.mode().name();
    String theirs =
        stored.getOption(
            isKeyed
                ? CommonOptionsKeys.KEYED_STATE_TYPE
                : CommonOptionsKeys.OPERATOR_STATE_DISTRIBUTION_MODE);
    if (!ours.equals(theirs)) {
      return new Compatibility(Verdict.INCOMPATIBLE, "was " + theirs + ", is " + ours);
    }
    try {
      state.descriptor().initializeSerializerUnlessSet(config);
    } catch (UnsupportedOperationException e) {
      return new Compatibility(Verdict.KRYO, PreflightProblem.said(e));
    }
    TypeSerializerSnapshot<?> serializer =
        stored.getTypeSerializerSnapshot(CommonSerializerKeys.VALUE_SERIALIZER);
    if (serializer == null) {
      return new Compatibility(Verdict.UNREADABLE, "says nothing of its serializer");
    }
    return Compatibility.ofState(
        isList && state.descriptor() instanceof ListStateDescriptor<?> list
            ? list.getElementSerializer()
            : state.descriptor().getSerializer(),
        serializer);
  }

  /** Of savepoints from before they were kept nothing is known. */
  private void compareSettings(JobOperator operator, StoredOperator stored) {
    ListStateDescriptor<String> kept = KeepsState.settingsState();
    String name = "(settings)";
    if (stored.elements(kept.getName()) == 0) {
      return;
    }
    try {
      List<String> theirs = elements(stored, backend -> backend.getUnionListState(kept));
      KeepsState.settingsProblem(theirs, operator.settings())
          .ifPresent(
              problem ->
                  add(operator.name(), Subject.SETTINGS, name, Verdict.INCOMPATIBLE, problem));
    } catch (Exception e) {
      add(operator.name(), Subject.SETTINGS, name, Verdict.UNREADABLE, PreflightProblem.said(e));
    }
  }

  private void compareTransactions(
      JobOperator operator, Sink<?> sink, String ours, StoredOperator stored) {
    String name = "(transactions)";
    if (stored.elements(JobOperator.WRITER_STATES) == 0) {
      return;
    }
    try {
      Set<String> theirs =
          SinkTransactions.prefixes(
              sink,
              // Restored as the writer would: some bytes for each of its subtasks.
              elements(
                  stored,
                  backend ->
                      backend.getListState(
                          new ListStateDescriptor<>(
                              JobOperator.WRITER_STATES, BytePrimitiveArraySerializer.INSTANCE))));
      if (theirs.stream().allMatch(ours::equals)) {
        String detail = "begin with " + ours;
        add(operator.name(), Subject.TRANSACTIONS, name, Verdict.RESTORES, detail);
      } else {
        add(
            operator.name(),
            Subject.TRANSACTIONS,
            name,
            Verdict.INCOMPATIBLE,
            "begin with %s in the savepoint, with %s in the job: set kafka.transaction.prefix to %s"
                .formatted(String.join(", ", theirs), ours, prefix(theirs, operator)));
      }
    } catch (Exception e) {
      add(
          operator.name(),
          Subject.TRANSACTIONS,
          name,
          Verdict.UNREADABLE,
          PreflightProblem.said(e));
    }
  }

  /** What stands before the step's name. */
  private static String prefix(Set<String> transactions, JobOperator operator) {
    String step = "-" + operator.name().substring(operator.name().lastIndexOf('.') + 1);
    return transactions.stream()
        .map(name -> name.endsWith(step) ? name.substring(0, name.length() - step.length()) : name)
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  /** The elements of a list, of all subtasks. */
  private <T> List<T> elements(
      StoredOperator stored,
      FunctionWithException<OperatorStateBackend, ListState<T>, Exception> list)
      throws Exception {
    List<T> elements = new ArrayList<>();
    try (CloseableRegistry closing = new CloseableRegistry()) {
      DefaultOperatorStateBackend backend =
          new DefaultOperatorStateBackendBuilder(
                  classes, config, false, stored.operatorStates(), closing)
              .build();
      try (backend) {
        list.apply(backend).get().forEach(elements::add);
      } finally {
        backend.dispose();
      }
    }
    return elements;
  }

  private void addProblems(String operator, StoredOperator stored) {
    int problems = stored.problems().size();
    if (problems > 0) {
      String first = stored.problems().iterator().next();
      String detail = problems == 1 ? first : first + ", and " + (problems - 1) + " more";
      add(operator, Subject.FILES, "(files)", Verdict.UNREADABLE, detail);
    }
  }

  private static StateMetaInfoSnapshot first(StoredOperator stored, String name) {
    @Nullable List<StateMetaInfoSnapshot> metas = stored.states().get(name);
    if (metas == null) {
      throw new IllegalArgumentException(name);
    }
    return metas.get(0);
  }

  private static Subject subject(StateMetaInfoSnapshot meta) {
    return switch (meta.getBackendStateType()) {
      case KEY_VALUE, KEY_VALUE_V2, PRIORITY_QUEUE -> Subject.KEYED_STATE;
      case OPERATOR, BROADCAST -> Subject.OPERATOR_STATE;
    };
  }

  private static Compatibility worse(Compatibility one, Compatibility other) {
    return other.verdict().compareTo(one.verdict()) > 0 ? other : one;
  }

  private void add(String operator, Subject subject, String name, Verdict verdict, String detail) {
    findings.add(new Finding(operator, subject, name, verdict, detail));
  }
}
