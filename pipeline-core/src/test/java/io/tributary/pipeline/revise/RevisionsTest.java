package io.tributary.pipeline.revise;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.revise.Change.Group;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The three steps one after the other, against all that was sent counted anew each time. */
class RevisionsTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final OutputTag<Change> CHANGES =
      new OutputTag<>("changes", TypeInformation.of(Change.class));

  /** A sale; who says the same twice sends a copy. */
  private record Sale(String id, String shop, String currency, long day, long amount) {
    UUID content() {
      return UUID.nameUUIDFromBytes(toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private static final Aggregates<Sale> AGGREGATES =
      Aggregates.<Sale>over(Duration.ofDays(1), sale -> sale.day * DAY + 5, Sale::currency)
          .per("shop", Sale::shop)
          .number(Sale::amount);

  private final Map<String, Sale> truth = new HashMap<>();

  /** What was last told of each group. */
  private final Map<Group, Aggregate> told = new HashMap<>();

  private final Map<String, Aggregate> toldOfAllPeriods = new HashMap<>();

  private long checkpoint;
  private Step<Accepted<Sale>, Versioned<Sale>> newest;
  private Step<Change, Aggregate> revise;
  private Step<Aggregate, Aggregate> accumulate;

  private static final class Step<I, O>
      extends KeyedOneInputStreamOperatorTestHarness<String, I, O> {
    private int taken;

    Step(
        OneInputStreamOperator<I, O> operator,
        KeySelector<I, String> key,
        OperatorSubtaskState state)
        throws Exception {
      super(operator, key, Types.STRING, 128, 1, 0);
      setStateBackend(new EmbeddedRocksDBStateBackend(true));
      setup();
      if (state != null) {
        initializeState(state);
      }
      open();
    }

    List<O> more() {
      List<O> all = new ArrayList<>();
      var output = List.copyOf(extractOutputValues());
      all.addAll(output.subList(taken, output.size()));
      taken = output.size();
      return all;
    }
  }

  @BeforeEach
  void open() throws Exception {
    open(null, null, null);
  }

  private void open(
      OperatorSubtaskState first, OperatorSubtaskState second, OperatorSubtaskState third)
      throws Exception {
    newest =
        new Step<>(
            new KeepNewest<>(Sale::content, sale -> 0, AGGREGATES, CHANGES),
            accepted -> accepted.value().id(),
            first);
    revise = new Step<>(new ReviseAggregates(AGGREGATES), change -> change.group().key(), second);
    accumulate =
        new Step<>(
            new Accumulate(AGGREGATES), aggregate -> aggregate.group().keyOfAllPeriods(), third);
  }

  @AfterEach
  void close() throws Exception {
    newest.close();
    revise.close();
    accumulate.close();
  }

  private int changes;

  /** Sends a sale; returns the version as which it was let through, or 0. */
  private int send(Sale sale) throws Exception {
    truth.put(sale.id, sale);
    newest.processElement(
        new StreamRecord<>(
            new Accepted<>(new RawRecord("sales", 0, 0, 0, null, new byte[0], false, 0), sale)));
    List<Versioned<Sale>> versions = newest.more();
    var all = newest.getSideOutput(CHANGES);
    List<StreamRecord<Change>> some = all == null ? List.of() : List.copyOf(all);
    for (StreamRecord<Change> change : some.subList(changes, some.size())) {
      revise.processElement(new StreamRecord<>(change.getValue()));
    }
    changes = some.size();
    return versions.isEmpty() ? 0 : versions.get(0).version();
  }

  private OperatorSubtaskState[] checkpoint() throws Exception {
    checkpoint++;
    OperatorSubtaskState[] state = new OperatorSubtaskState[3];
    state[0] = newest.snapshot(checkpoint, checkpoint);
    revise.prepareSnapshotPreBarrier(checkpoint);
    for (Aggregate revision : revise.more()) {
      Aggregate before = told.put(revision.group(), revision);
      assertThat(revision.revision()).isEqualTo(before == null ? 1 : before.revision() + 1);
      accumulate.processElement(new StreamRecord<>(revision));
    }
    state[1] = revise.snapshot(checkpoint, checkpoint);
    accumulate.prepareSnapshotPreBarrier(checkpoint);
    for (Aggregate revision : accumulate.more()) {
      Aggregate before = toldOfAllPeriods.put(revision.group().keyOfAllPeriods(), revision);
      assertThat(revision.revision()).isEqualTo(before == null ? 1 : before.revision() + 1);
    }
    state[2] = accumulate.snapshot(checkpoint, checkpoint);
    return state;
  }

  /** What the aggregates must come to, in words. */
  private Map<String, String> expected(boolean byDay) {
    Map<String, List<Long>> amounts = new TreeMap<>();
    for (Sale sale : truth.values()) {
      String day = byDay ? " " + sale.day : "";
      amounts
          .computeIfAbsent("total all " + sale.currency + day, g -> new ArrayList<>())
          .add(sale.amount);
      amounts
          .computeIfAbsent("shop " + sale.shop + " " + sale.currency + day, g -> new ArrayList<>())
          .add(sale.amount);
    }
    Map<String, String> words = new TreeMap<>();
    amounts.forEach(
        (group, some) ->
            words.put(
                group,
                some.size()
                    + " "
                    + some.stream()
                        .map(BigInteger::valueOf)
                        .reduce(BigInteger.ZERO, BigInteger::add)
                    + " "
                    + some.stream().mapToLong(Long::longValue).min().orElseThrow()
                    + " "
                    + some.stream().mapToLong(Long::longValue).max().orElseThrow()));
    return words;
  }

  private Map<String, String> said(Iterable<Aggregate> aggregates, boolean byDay) {
    Map<String, String> words = new TreeMap<>();
    for (Aggregate each : aggregates) {
      Group group = each.group();
      if (each.count() > 0) {
        words.put(
            group.dimension()
                + " "
                + group.value()
                + " "
                + group.unit()
                + (byDay ? " " + group.periodStart() / DAY : ""),
            each.count() + " " + each.sum(0) + " " + each.least()[0] + " " + each.greatest()[0]);
      } else {
        assertThat(each.sum(0)).isZero();
      }
    }
    return words;
  }

  private void assertRight() {
    assertThat(said(told.values(), true)).isEqualTo(expected(true));
    assertThat(said(toldOfAllPeriods.values(), false)).isEqualTo(expected(false));
  }

  @Test
  void aVersionThatSaysTheSameIsACopyAndOneThatSaysMoreReplacesIt() throws Exception {
    assertThat(send(new Sale("1", "a", "EUR", 1, 500))).isEqualTo(1);
    assertThat(send(new Sale("1", "a", "EUR", 1, 500))).isZero();
    assertThat(send(new Sale("1", "b", "EUR", 2, 700))).isEqualTo(2);
    assertThat(send(new Sale("1", "a", "EUR", 1, 500))).as("back again").isEqualTo(3);
    checkpoint();
    assertRight();
    assertThat(told.keySet())
        .as("what came and went between two checkpoints was never told")
        .extracting(Group::value)
        .containsExactlyInAnyOrder("all", "a");
  }

  @Test
  void aGroupThatLosesItsLastRecordIsToldAsEmpty() throws Exception {
    send(new Sale("1", "a", "EUR", 1, 500));
    checkpoint();
    send(new Sale("1", "b", "EUR", 1, 500));
    checkpoint();
    assertRight();
    Aggregate left = told.get(new Group("shop", "a", "EUR", DAY));
    assertThat(left.count()).isZero();
    assertThat(left.revision()).isEqualTo(2);
  }

  @Test
  void nothingIsToldWhereNothingHasChanged() throws Exception {
    send(new Sale("1", "a", "EUR", 1, 500));
    checkpoint();
    Map<Group, Aggregate> before = Map.copyOf(told);
    send(new Sale("1", "a", "EUR", 1, 600));
    send(new Sale("1", "a", "EUR", 1, 500));
    checkpoint();
    assertThat(told).isEqualTo(before);
  }

  @Test
  void aggregatesFollowTheNewestVersionsThroughRestarts() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    OperatorSubtaskState[] state = checkpoint();
    Map<String, Sale> truthThen = Map.copyOf(truth);
    Map<Group, Aggregate> toldThen = Map.of();
    Map<String, Aggregate> allThen = Map.of();
    for (int i = 0; i < 4_000; i++) {
      send(
          new Sale(
              "S" + random.nextInt(150),
              "shop" + random.nextInt(4),
              random.nextInt(3) == 0 ? "USD" : "EUR",
              random.nextInt(-3, 4),
              random.nextInt(40) == 0
                  ? (random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE)
                  : random.nextInt(-5, 20)));
      if (random.nextInt(60) == 0) {
        state = checkpoint();
        assertRight();
        truthThen = Map.copyOf(truth);
        toldThen = Map.copyOf(told);
        allThen = Map.copyOf(toldOfAllPeriods);
      } else if (random.nextInt(400) == 0) {
        close();
        truth.clear();
        truth.putAll(truthThen);
        told.clear();
        told.putAll(toldThen);
        toldOfAllPeriods.clear();
        toldOfAllPeriods.putAll(allThen);
        changes = 0;
        open(state[0], state[1], state[2]);
      }
    }
    checkpoint();
    assertRight();
  }
}
