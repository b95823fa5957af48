package io.tributary.pipeline.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.record.RawRecord;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

final class TallyFatesTest {
  private static final TallyFates.Reading<RawRecord> READING =
      new TallyFates.Reading<>() {
        private static final long serialVersionUID = 1L;

        @Override
        public RawRecord raw(RawRecord record) {
          return record;
        }

        @Override
        public Fate fate(RawRecord record) {
          return record.replayed() ? Fate.REJECTED : Fate.DELIVERED;
        }

        @Override
        public String example(RawRecord record) {
          return "@" + record.offset();
        }
      };

  @Test
  void tellsBeforeABarrierWhatCameByTheWindowInWhichItWasReceived() throws Exception {
    try (var step =
        new OneInputStreamOperatorTestHarness<RawRecord, Tally>(
            new TallyFates<>(Duration.ofSeconds(10), READING))) {
      step.open();
      step.processElement(record(1, 12_000, false), 5);
      step.processElement(record(2, 19_999, false), 5);
      step.processElement(record(3, 12_000, true), 5);
      step.processElement(record(4, 20_000, false), 5);
      assertThat(step.extractOutputValues()).isEmpty();

      step.prepareSnapshotPreBarrier(1);
      step.prepareSnapshotPreBarrier(2);

      assertThat(sorted(step.extractOutputValues()))
          .containsExactly(
              new Tally(10_000, "delivered", 2, "@1"),
              new Tally(10_000, "rejected", 1, "@3"),
              new Tally(20_000, "delivered", 1, "@4"));
    }
  }

  private static List<Tally> sorted(List<Tally> tallies) {
    return tallies.stream()
        .sorted(Comparator.comparing(Tally::windowStart).thenComparing(Tally::fate))
        .toList();
  }

  private static RawRecord record(long offset, long timestamp, boolean bad) {
    return new RawRecord("topic", 0, offset, timestamp, null, null, bad, 0);
  }
}
