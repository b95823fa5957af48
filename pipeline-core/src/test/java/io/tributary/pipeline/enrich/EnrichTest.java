package io.tributary.pipeline.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class EnrichTest {
  private static final RawRecord RAW = new RawRecord("t", 1, 2, 3, null, new byte[] {1}, false, 0);

  /** Doubles what is positive, rejects what is negative, and has a fault at zero. */
  private static final class Doubling implements Enricher<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private transient boolean isOpen;

    @Override
    public void open() {
      isOpen = true;
    }

    @Override
    public Integer enrich(Integer value) throws Rejection {
      if (!isOpen || value == 0) {
        throw new IllegalStateException("a fault");
      }
      if (value < 0) {
        throw new Rejection(RejectReason.ENRICHMENT_FAILED, "value", value + " is negative");
      }
      return 2 * value;
    }
  }

  private static OneInputStreamOperatorTestHarness<Accepted<Integer>, Accepted<Integer>> step()
      throws Exception {
    var step =
        new OneInputStreamOperatorTestHarness<Accepted<Integer>, Accepted<Integer>>(
            new ProcessOperator<>(
                new Enrich<>(
                    new Doubling(), FeedPipeline.REJECTED, Enrich.Turn.AFTER_DEDUPLICATION)));
    step.setup(FeedPipeline.<Integer>acceptedType().createSerializer(new SerializerConfigImpl()));
    step.open();
    return step;
  }

  @Test
  void anEnrichedRecordKeepsItsBytes() throws Exception {
    try (var step = step()) {
      step.processElement(new StreamRecord<>(new Accepted<>(RAW, 21), 9));
      assertThat(step.extractOutputValues()).containsExactly(new Accepted<>(RAW, 42));
    }
  }

  @Test
  void whatCannotBeEnrichedGoesToTheDeadLetters() throws Exception {
    try (var step = step()) {
      step.processElement(new StreamRecord<>(new Accepted<>(RAW, -1), 9));
      assertThat(step.extractOutputValues()).isEmpty();
      assertThat(step.getSideOutput(FeedPipeline.REJECTED))
          .extracting(StreamRecord::getValue)
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(
              new DeadLetter(RAW, RejectReason.ENRICHMENT_FAILED, "value", "-1 is negative", 1));
    }
  }

  @Test
  void aFaultFailsTheJob() throws Exception {
    try (var step = step()) {
      assertThatThrownBy(() -> step.processElement(new StreamRecord<>(new Accepted<>(RAW, 0), 9)))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
