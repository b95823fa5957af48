package io.tributary.pipeline.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipeline.record.Parsed.Accepted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.junit.jupiter.api.Test;

class CodecsTest {

  private enum Texts implements Codec<String> {
    INSTANCE;

    @Override
    public void write(String value, DataOutputView out) throws IOException {
      WireText.writeText(value, out);
    }

    @Override
    public String read(DataInputView in) throws IOException {
      return WireText.readText(in);
    }
  }

  private enum RecordTexts implements RecordCodec<Text> {
    INSTANCE;

    @Override
    public void write(Text value, RawRecord raw, DataOutputView out) throws IOException {
      WireText.writeText(value, raw, out);
    }

    @Override
    public Text read(RawRecord raw, DataInputView in) throws IOException {
      return WireText.readText(raw, in);
    }
  }

  private static <T> T roundTrip(Codec<T> codec, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    codec.write(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T read = codec.read(in);
    assertThat(in.available()).as("bytes left over").isZero();
    return read;
  }

  @Test
  void textsOfEveryLengthComeBack() throws IOException {
    for (String text :
        List.of("", "a", "é😀\0", "x".repeat(127), "x".repeat(128), "é".repeat(200_000))) {
      assertThat(roundTrip(Texts.INSTANCE, text)).isEqualTo(text);
    }
  }

  @Test
  void anAcceptedRecordComesBackWithItsOrigin() throws IOException {
    Codec<Accepted<Text>> codec = new AcceptedCodec<>(List.of("one", "two"), RecordTexts.INSTANCE);
    RawRecord raw =
        new RawRecord(
            "two", 7, 1L << 40, -5, "key".getBytes(StandardCharsets.UTF_8), new byte[128], true, 2);
    Accepted<Text> read = roundTrip(codec, new Accepted<>(raw, Text.of("value")));
    assertThat(read.value()).isEqualTo(Text.of("value"));
    assertThat(read.raw()).usingRecursiveComparison().isEqualTo(raw);
  }

  @Test
  void aRecordFromOutsideTheFeedsTopicsComesBackWithItsOrigin() throws IOException {
    for (List<String> topics : List.of(List.<String>of(), List.of("one", "two"))) {
      Codec<Accepted<Text>> codec = new AcceptedCodec<>(topics, RecordTexts.INSTANCE);
      RawRecord raw =
          new RawRecord("files/été/janvier 😀.csv", 0, 12, 5, null, new byte[3], false, 0);
      Accepted<Text> read = roundTrip(codec, new Accepted<>(raw, Text.of("value")));
      assertThat(read.raw()).usingRecursiveComparison().isEqualTo(raw);
      assertThat(read.value()).isEqualTo(Text.of("value"));
    }
  }

  @Test
  void aTextThatStandsInTheRecordIsAViewOfItAgain() throws IOException {
    Codec<Accepted<Text>> codec = new AcceptedCodec<>(List.of("one"), RecordTexts.INSTANCE);
    byte[] bytes = "a record of some length ".repeat(20).getBytes(StandardCharsets.UTF_8);
    RawRecord raw = new RawRecord("one", 0, 0, 0, null, bytes, false, 0);
    for (int[] place : new int[][] {{0, 0}, {0, 1}, {300, 150}, {0, bytes.length}}) {
      Text text = Text.view(bytes, place[0], place[1]);
      Accepted<Text> read = roundTrip(codec, new Accepted<>(raw, text));
      assertThat(read.value()).isEqualTo(text);
      assertThat(read.value().isViewOf(read.raw().value())).isTrue();
      assertThat(roundTrip(codec, new Accepted<>(raw, text.copy())).value()).isEqualTo(text);
    }
  }

  @Test
  void noKeyAndAnEmptyKeyStayDifferent() throws IOException {
    Codec<Accepted<Text>> codec = new AcceptedCodec<>(List.of("one"), RecordTexts.INSTANCE);
    for (byte[] bytes : new byte[][] {null, {}, {0}, new byte[126], new byte[127]}) {
      RawRecord raw = new RawRecord("one", 0, 0, 0, bytes, bytes, false, 0);
      Accepted<Text> read = roundTrip(codec, new Accepted<>(raw, Text.of("")));
      assertThat(read.raw().key()).isEqualTo(bytes);
      assertThat(read.raw().value()).isEqualTo(bytes);
    }
  }

  @Test
  void bytesThatNobodyWroteAreAnIOException() throws IOException {
    for (int length : new int[] {-1, Integer.MIN_VALUE, 5, Integer.MAX_VALUE}) {
      byte[] text = written(out -> longLength(length, out));
      assertThatThrownBy(() -> WireText.readText(in(text))).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> WireText.readBytes(in(text))).isInstanceOf(IOException.class);
      byte[] longs = written(out -> out.writeInt(length));
      assertThatThrownBy(() -> WireText.readLongs(in(longs))).isInstanceOf(IOException.class);
    }
    for (int topic : new int[] {-2, 1, 127}) {
      byte[] unknown = written(out -> out.write(new byte[] {(byte) topic, 0, 0, 0, 0, 0, 0, 0, 0}));
      assertThatThrownBy(
              () -> new AcceptedCodec<>(List.of("one"), RecordTexts.INSTANCE).read(in(unknown)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged");
    }
    assertThatThrownBy(() -> WireText.readOneOf(List.of("one"), in(new byte[] {1})))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aTextThatWouldStandOutsideOfItsRecordIsAnIOException() {
    for (byte[] value : new byte[][] {null, new byte[3]}) {
      RawRecord raw = new RawRecord("one", 0, 0, 0, null, value, false, 0);
      assertThatThrownBy(() -> WireText.readText(raw, in(new byte[] {2, 3})))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("outside of its record");
    }
  }

  private interface Writing {
    void to(DataOutputSerializer out) throws IOException;
  }

  private static byte[] written(Writing writing) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    writing.to(out);
    return out.getCopyOfBuffer();
  }

  private static void longLength(int length, DataOutputSerializer out) throws IOException {
    out.writeByte(0x80);
    out.writeInt(length);
  }

  private static DataInputDeserializer in(byte[] bytes) {
    return new DataInputDeserializer(bytes);
  }

  @Test
  void aWireTypeMovesValuesThroughBuffersAndRefusesToBeState() throws IOException {
    TypeSerializer<String> serializer =
        new WireType<>(String.class, Texts.INSTANCE).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize("moved", out);
    DataOutputSerializer copied = new DataOutputSerializer(16);
    serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copied);
    assertThat(serializer.deserialize(new DataInputDeserializer(copied.getCopyOfBuffer())))
        .isEqualTo("moved");
    assertThatThrownBy(serializer::snapshotConfiguration)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("state needs a versioned serializer");
  }

  @Test
  void wireTypesAreEqualWhenTheyMoveTheSameInTheSameWay() {
    WireType<String> type = new WireType<>(String.class, Texts.INSTANCE);
    assertThat(type)
        .isEqualTo(new WireType<>(String.class, Texts.INSTANCE))
        .hasSameHashCodeAs(new WireType<>(String.class, Texts.INSTANCE))
        .isNotEqualTo(new WireType<>(Object.class, Texts.INSTANCE));
  }
}
