package io.tributary.pipeline.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.measure.Partial;
import io.tributary.pipeline.quality.Tally;
import io.tributary.pipeline.revise.Aggregate;
import io.tributary.pipeline.revise.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes between two tasks: a value that is written as it was read, or an IOException. */
@Timeout(10)
class CodecsFuzzTest {
  private static final List<Codec<?>> CODECS =
      List.of(
          Tally.TallyCodec.INSTANCE,
          Aggregate.AggregateCodec.INSTANCE,
          Change.ChangeCodec.INSTANCE,
          Partial.PartialCodec.INSTANCE,
          MetricPoint.PointCodec.INSTANCE,
          new AcceptedCodec<>(List.of("client_tickets", "clients"), Words.INSTANCE));

  /** A text of the record, or one beside it. */
  private enum Words implements RecordCodec<Text> {
    INSTANCE;

    @Override
    public void write(Text text, RawRecord raw, DataOutputView out) throws IOException {
      WireText.writeText(text, raw, out);
    }

    @Override
    public Text read(RawRecord raw, DataInputView in) throws IOException {
      return WireText.readText(raw, in);
    }
  }

  static Stream<byte[]> seeds() throws IOException {
    long[] longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE};
    String long200 = "é".repeat(100);
    return Stream.of(
        written(0, Tally.TallyCodec.INSTANCE, new Tally(1, "rejected", 3, long200)),
        written(
            1,
            Aggregate.AggregateCodec.INSTANCE,
            new Aggregate(
                new Change.Group("region", "Europe", "EUR", 0), 2, longs, longs, longs, 7)),
        written(
            2,
            Change.ChangeCodec.INSTANCE,
            new Change(new Change.Group("country", "", "", -1), longs, true)),
        written(3, Partial.PartialCodec.INSTANCE, new Partial("total", "all", 0, 1, longs, longs)),
        written(
            4,
            MetricPoint.PointCodec.INSTANCE,
            new MetricPoint(
                "priority", "high", 0, 60_000, MetricPoint.Scope.WINDOW, 1, 1, longs, true, 1)),
        accepted(),
        withLength(Integer.MAX_VALUE),
        withLength(-1));
  }

  /**
   * A replayed record of the second topic with a text in it, written down by hand: a record class
   * that is loaded before Jazzer's agent comes can't be instrumented any more (JDK-8315575).
   */
  private static byte[] accepted() throws IOException {
    byte[] value = "{\"text\":\"مرحبا\"}".getBytes(StandardCharsets.UTF_8);
    DataOutputSerializer out = new DataOutputSerializer(256);
    out.writeByte(5);
    out.writeByte(1);
    out.writeInt(3);
    out.writeLong(17);
    out.writeLong(1_766_154_225_000L);
    out.writeBoolean(true);
    out.writeInt(2);
    out.writeByte(0);
    out.writeByte(value.length + 1);
    out.write(value);
    out.writeByte(10);
    out.writeByte(10);
    return out.getCopyOfBuffer();
  }

  /** A tally whose text is said to be so long. */
  private static byte[] withLength(int length) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    out.writeByte(0);
    out.writeLong(0);
    out.writeByte(0x80);
    out.writeInt(length);
    return out.getCopyOfBuffer();
  }

  private static <T> byte[] written(int codec, Codec<T> by, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    out.writeByte(codec);
    by.write(value, out);
    return out.getCopyOfBuffer();
  }

  /** The first byte says which codec the others are for. */
  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    if (input.length > 0) {
      int codec = Math.floorMod(input[0], CODECS.size());
      check(CODECS.get(codec), Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private static <T> void check(Codec<T> codec, byte[] bytes) throws IOException {
    T value;
    try {
      value = codec.read(new DataInputDeserializer(bytes));
    } catch (IOException refused) {
      return;
    }
    byte[] first = write(codec, value);
    DataInputDeserializer in = new DataInputDeserializer(first);
    assertThat(write(codec, codec.read(in))).isEqualTo(first);
    assertThat(in.available()).isZero();
  }

  private static <T> byte[] write(Codec<T> codec, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    codec.write(value, out);
    return out.getCopyOfBuffer();
  }
}
