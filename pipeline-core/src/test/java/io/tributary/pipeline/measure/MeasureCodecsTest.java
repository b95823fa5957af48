package io.tributary.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.measure.MetricPoint.PointCodec;
import io.tributary.pipeline.measure.MetricPoint.Scope;
import io.tributary.pipeline.measure.Partial.PartialCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class MeasureCodecsTest {

  @Test
  void partialCountsComeBack() throws IOException {
    Partial partial =
        new Partial("région", "", -60_000, 1L << 40, new long[] {1, -2}, new long[] {3, 4, 5, 6});
    DataOutputSerializer out = new DataOutputSerializer(16);
    PartialCodec.INSTANCE.write(partial, out);
    assertThat(PartialCodec.INSTANCE.read(new DataInputDeserializer(out.getCopyOfBuffer())))
        .usingRecursiveComparison()
        .isEqualTo(partial);
  }

  @Test
  void resultsComeBack() throws IOException {
    for (Scope scope : Scope.values()) {
      MetricPoint point =
          new MetricPoint("kind", "é", 1, 2, scope, 3, 4, new long[] {5}, scope == Scope.WINDOW, 6);
      DataOutputSerializer out = new DataOutputSerializer(16);
      PointCodec.INSTANCE.write(point, out);
      assertThat(PointCodec.INSTANCE.read(new DataInputDeserializer(out.getCopyOfBuffer())))
          .usingRecursiveComparison()
          .isEqualTo(point);
    }
  }
}
