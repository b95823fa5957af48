package io.tributary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parsed.Rejected;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.WireType;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class RouteTest {
  private static final RawRecord TOMBSTONE = new RawRecord("topic", 1, 2, 3, null, null, false, 0);

  private static OneInputStreamOperatorTestHarness<Parsed<String>, Accepted<String>> step()
      throws Exception {
    var step =
        new OneInputStreamOperatorTestHarness<Parsed<String>, Accepted<String>>(
            new Route<>(FeedPipeline.REJECTED));
    step.setup(FeedPipeline.<String>acceptedType().createSerializer(new SerializerConfigImpl()));
    step.open();
    return step;
  }

  @Test
  void validRecordsGoOnWithTheirTimeAndRejectedOnesAside() throws Exception {
    try (var step = step()) {
      Accepted<String> accepted = new Accepted<>(TOMBSTONE, "valid");
      DeadLetter letter = new DeadLetter(TOMBSTONE, RejectReason.MALFORMED_JSON, "", "no value", 0);
      step.processElement(new StreamRecord<>(accepted, 5));
      step.processElement(new StreamRecord<>(new Rejected<>(letter), 6));
      assertThat(step.getRecordOutput()).containsExactly(new StreamRecord<>(accepted, 5));
      assertThat(step.getSideOutput(FeedPipeline.REJECTED))
          .extracting(StreamRecord::getValue)
          .containsExactly(letter);
    }
  }

  @Test
  void countsTheEndOfItsSourceAndNoOtherWatermark() throws Exception {
    try (var step = step()) {
      step.processWatermark(7);
      assertThat(ended(step)).isEqualTo(0);
      step.processWatermark(Long.MAX_VALUE);
      assertThat(ended(step)).isEqualTo(1);
      assertThat(step.getOutput()).hasSize(2);
    }
  }

  /** Flink gives an idle source's last watermark to nobody. */
  @Test
  void sendsTheLastWatermarkOfADrainedJobWhoseSourceIsIdle() throws Exception {
    try (var step = step()) {
      step.processWatermark(7);
      step.processWatermarkStatus(WatermarkStatus.IDLE);
      step.getOperator().finish();
      assertThat(step.getOutput())
          .containsExactly(
              new Watermark(7),
              WatermarkStatus.IDLE,
              WatermarkStatus.ACTIVE,
              Watermark.MAX_WATERMARK);
    }
  }

  private static Object ended(OneInputStreamOperatorTestHarness<?, ?> step) {
    return step.getEnvironment()
        .getAccumulatorRegistry()
        .getUserMap()
        .get(Route.ENDED)
        .getLocalValue();
  }

  @Test
  void whatMustStayInOneTaskSaysSoWhenItIsMovedToAnother() {
    var serializer =
        ((WireType<Accepted<String>>) FeedPipeline.<String>acceptedType())
            .createSerializer(new SerializerConfigImpl());
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> serializer.serialize(new Accepted<>(TOMBSTONE, ""), null))
        .hasMessageContaining("must be chained");
  }
}
