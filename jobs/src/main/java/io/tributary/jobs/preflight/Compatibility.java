package io.tributary.jobs.preflight;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializerSnapshot;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializerSnapshot;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializerSnapshot;

/** Flink's own answer to whether a serializer reads what another one has written. */
record Compatibility(Verdict verdict, String detail) {
  private static final String SNAPSHOT = "Snapshot";

  /** Asks for a state. */
  static Compatibility ofState(TypeSerializer<?> now, TypeSerializerSnapshot<?> then) {
    Compatibility found = of(now, then);
    if (found.verdict == Verdict.MIGRATES
        && now instanceof MapSerializer<?, ?> map
        && then instanceof MapSerializerSnapshot<?, ?> stored
        && of(map.getKeySerializer(), stored.getNestedSerializerSnapshots()[0]).verdict
            != Verdict.RESTORES) {
      // RocksDBKeyedStateBackend.migrateStateValues refuses it.
      return new Compatibility(
          Verdict.INCOMPATIBLE, "a map's values can migrate, its keys can't: " + found.detail);
    }
    return found;
  }

  /** Asks for keys: a state is looked up by their bytes, so that they can't migrate. */
  static Compatibility ofKey(TypeSerializer<?> now, TypeSerializerSnapshot<?> then) {
    Compatibility found = of(now, then);
    return found.verdict == Verdict.MIGRATES
        ? new Compatibility(Verdict.INCOMPATIBLE, "keys can't migrate: " + found.detail)
        : found;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // whether the types agree is the question
  private static Compatibility of(TypeSerializer<?> now, TypeSerializerSnapshot<?> then) {
    TypeSerializerSnapshot<?> ours = now.snapshotConfiguration();
    String change = words(then) + " to " + words(ours);
    TypeSerializerSchemaCompatibility<?> answer;
    try {
      answer =
          ((TypeSerializerSnapshot) ours).resolveSchemaCompatibility((TypeSerializerSnapshot) then);
    } catch (RuntimeException e) {
      return new Compatibility(
          Verdict.INCOMPATIBLE, change + " (" + PreflightProblem.said(e) + ")");
    }
    if (answer.isIncompatible()) {
      return new Compatibility(Verdict.INCOMPATIBLE, change);
    }
    if (answer.isCompatibleAfterMigration() && isRecordWithFieldsRemoved(then)) {
      return new Compatibility(
          Verdict.INCOMPATIBLE, change + ": a field of a record is gone, put it back");
    }
    if (answer.isCompatibleAfterMigration()) {
      return new Compatibility(Verdict.MIGRATES, change);
    }
    boolean kryo = words(then).contains("Kryo") || words(ours).contains("Kryo");
    return new Compatibility(Verdict.RESTORES, kryo ? "by Kryo" : "");
  }

  /**
   * Flink says that it would migrate, and fails when it does: {@code PojoSerializer} puts a field
   * that is gone into the constructor's arguments.
   */
  private static boolean isRecordWithFieldsRemoved(TypeSerializerSnapshot<?> then) {
    if (then instanceof CompositeTypeSerializerSnapshot<?, ?> composite) {
      return Arrays.stream(composite.getNestedSerializerSnapshots())
          .anyMatch(Compatibility::isRecordWithFieldsRemoved);
    }
    if (!(then instanceof PojoSerializerSnapshot<?>)) {
      return false;
    }
    TypeSerializer<?> restored = then.restoreSerializer();
    try {
      if (!ofPojo("getPojoClass", Class.class, restored).isRecord()) {
        return false;
      }
      return Arrays.stream(ofPojo("getFields", Field[].class, restored)).anyMatch(Objects::isNull);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("another Flink than this was written for", e);
    }
  }

  /** What its serializer tells Flink only. */
  private static <X> X ofPojo(String method, Class<X> type, TypeSerializer<?> serializer)
      throws ReflectiveOperationException {
    Method found = PojoSerializer.class.getDeclaredMethod(method);
    found.setAccessible(true);
    return type.cast(found.invoke(serializer));
  }

  /** A serializer by its class, with what is in it. */
  private static String words(TypeSerializerSnapshot<?> snapshot) {
    if (snapshot instanceof KryoSerializerSnapshot<?>) {
      return "Kryo";
    }
    String name = snapshot.getClass().getSimpleName();
    String words =
        name.endsWith(SNAPSHOT) ? name.substring(0, name.length() - SNAPSHOT.length()) : name;
    if (snapshot instanceof CompositeTypeSerializerSnapshot<?, ?> composite) {
      return words
          + Arrays.stream(composite.getNestedSerializerSnapshots())
              .map(Compatibility::words)
              .collect(Collectors.joining(", ", "<", ">"));
    }
    return words;
  }
}
