package io.tributary.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.pipeline.record.AcceptedCodec;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RecordCodec;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What holds of a feed's parser and of its records on the wire, whatever bytes come.
 *
 * @param parsers makes parsers
 * @param codec the record's on the wire
 * @param fields what the record says, as the feed's topic would have it
 * @param said what two records have in common that say the same
 */
public record FuzzedRecord<T>(
    String topic,
    Supplier<Parser<T>> parsers,
    RecordCodec<T> codec,
    Function<T, Map<String, Object>> fields,
    Function<T, Object> said) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_DETAIL = 600;

  /**
   * Checks that
   *
   * <ul>
   *   <li>a record is accepted or rejected, whatever the parser has read before;
   *   <li>a rejection says why, in a line that can be shown;
   *   <li>an accepted record comes over the wire as it is;
   *   <li>an accepted record, written anew, is accepted and says the same;
   *   <li>bytes that aren't a record on the wire are an IOException there.
   * </ul>
   *
   * @param used a parser that has read other records
   */
  public void check(byte[] value, Parser<T> used) throws IOException {
    RawRecord raw = raw(value);
    Optional<T> accepted = parse(used, raw);
    assertThat(parse(parsers.get(), raw)).isEqualTo(accepted);
    if (accepted.isPresent()) {
      assertThat(overTheWire(new Accepted<>(raw, accepted.get()))).isEqualTo(accepted.get());
      RawRecord anew = raw(JSON.writeValueAsBytes(fields.apply(accepted.get())));
      assertThat(parse(used, anew).map(said))
          .as("what %s says", new String(anew.value(), StandardCharsets.UTF_8))
          .contains(said.apply(accepted.get()));
    }
    refuseOnTheWire(value);
  }

  private RawRecord raw(byte[] value) {
    return new RawRecord(topic, 0, 17, 1_766_154_225_000L, null, value, false, 0);
  }

  /** The record; nothing when it is rejected as it should be. */
  public static <T> Optional<T> parse(Parser<T> parser, RawRecord raw) {
    try {
      return Optional.of(parser.parse(raw));
    } catch (Rejection rejection) {
      assertThat(rejection.reason()).isNotNull();
      assertThat(rejection.field()).isNotNull();
      assertThat(rejection.detail()).isNotBlank().hasSizeLessThan(LONGEST_DETAIL);
      assertThat(rejection.detail().codePoints())
          .as("characters of '%s'", rejection.detail())
          .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
      return Optional.empty();
    }
  }

  private T overTheWire(Accepted<T> accepted) throws IOException {
    AcceptedCodec<T> wire = new AcceptedCodec<>(List.of(topic), codec);
    DataOutputSerializer out = new DataOutputSerializer(256);
    wire.write(accepted, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    Accepted<T> read = wire.read(in);
    assertThat(in.available()).isZero();
    assertThat(read.raw().value()).isEqualTo(accepted.raw().value());
    return read.value();
  }

  private void refuseOnTheWire(byte[] bytes) throws IOException {
    T value;
    try {
      value = codec.read(raw(bytes), new DataInputDeserializer(bytes));
    } catch (IOException refused) {
      return;
    }
    assertThat(value).isNotNull();
  }
}
