package io.tributary.pipeline.revise;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions that say themselves how new they are. */
class KeepNewestTest {
  private static final OutputTag<Change> CHANGES =
      new OutputTag<>("changes", TypeInformation.of(Change.class));
  private static final Aggregates<Reading> AGGREGATES =
      Aggregates.<Reading>over(Duration.ofDays(1), reading -> 0, reading -> "")
          .number(Reading::degrees);

  private record Reading(String place, long takenAt, long degrees) {
    UUID content() {
      return UUID.nameUUIDFromBytes(toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Accepted<Reading>, Versioned<Reading>>
      step;

  @BeforeEach
  void open() throws Exception {
    open(null);
  }

  private void open(OperatorSubtaskState state) throws Exception {
    step =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeepNewest<>(Reading::content, Reading::takenAt, AGGREGATES, CHANGES),
            accepted -> accepted.value().place(),
            Types.STRING,
            128,
            1,
            0);
    step.setStateBackend(new EmbeddedRocksDBStateBackend(true));
    step.setup();
    if (state != null) {
      step.initializeState(state);
    }
    step.open();
  }

  @AfterEach
  void close() throws Exception {
    step.close();
  }

  private void send(Reading... readings) throws Exception {
    for (Reading reading : readings) {
      RawRecord raw = new RawRecord("readings", 0, 0, 0, null, new byte[0], false, 0);
      step.processElement(new StreamRecord<>(new Accepted<>(raw, reading)));
    }
  }

  private List<String> delivered() {
    return step.extractOutputValues().stream()
        .map(each -> each.value().degrees() + " as " + each.version())
        .toList();
  }

  private List<String> changes() {
    List<String> all = new ArrayList<>();
    step.getSideOutput(CHANGES)
        .forEach(
            each -> all.add((each.getValue().added() ? "+" : "-") + each.getValue().numbers()[0]));
    return all;
  }

  @Test
  void dropsAVersionThatIsOlderThanTheOneKnown() throws Exception {
    send(new Reading("Paris", 2, 20), new Reading("Paris", 1, 10), new Reading("Paris", 3, 30));
    assertThat(delivered()).containsExactly("20 as 1", "30 as 2");
    assertThat(changes()).containsExactly("+20", "-20", "+30");
  }

  @Test
  void ofVersionsOfTheSameRankTheOneReadLaterIsNewer() throws Exception {
    send(new Reading("Paris", 1, 20), new Reading("Paris", 1, 10), new Reading("Paris", 1, 10));
    assertThat(delivered()).containsExactly("20 as 1", "10 as 2");
  }

  @Test
  void ranksEachRecordForItself() throws Exception {
    send(new Reading("Paris", 2, 20), new Reading("Tunis", 1, 30));
    assertThat(delivered()).containsExactly("20 as 1", "30 as 1");
  }

  @Test
  void knowsHowNewTheNewestWasAfterARestart() throws Exception {
    send(new Reading("Paris", 2, 20));
    OperatorSubtaskState state = step.snapshot(1, 1);
    close();
    open(state);
    send(new Reading("Paris", 1, 10), new Reading("Paris", 3, 30));
    assertThat(delivered()).containsExactly("30 as 2");
  }
}
