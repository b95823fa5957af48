package io.tributary.benchmarks.process;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The program of the limit: {@code PlainConsumer poll|parse BOOTSTRAP TOPIC…}. Reads topics to
 * their ends by one thread; checks, keeps and writes nothing.
 */
public final class PlainConsumer {
  private PlainConsumer() {}

  public static void main(String[] arguments) {
    Count count =
        switch (arguments[0]) {
          case "poll" -> new Count();
          case "parse" ->
              new Parse(arguments[2].startsWith("raw-text-") ? PlainText.class : PlainTicket.class);
          default -> throw new IllegalArgumentException(arguments[0] + ": poll or parse");
        };
    for (int topic = 2; topic < arguments.length; topic++) {
      WholeTopic.read(arguments[1], arguments[topic], count);
    }
    System.out.println(count);
  }

  /** Polls only. */
  private static class Count implements Consumer<ConsumerRecord<byte[], byte[]>> {
    private long records;

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
      records++;
    }

    @Override
    public String toString() {
      return "read " + records;
    }
  }

  /** Makes objects of the records, too, as a program would that knows nothing better. */
  private static final class Parse extends Count {
    private final ObjectReader reader;
    private long parsed;
    private long characters;

    Parse(Class<? extends PlainRecord> type) {
      reader =
          JsonMapper.builder()
              .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .build()
              .readerFor(type);
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
      super.accept(record);
      byte @Nullable [] value = record.value();
      if (value == null) {
        return;
      }
      try {
        PlainRecord plain = reader.readValue(value);
        parsed++;
        // Something must depend on it, or it need not be made.
        characters += plain.written() == null ? 0 : plain.written().length();
      } catch (JacksonException malformed) {
        characters++;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      return super.toString() + ", parsed " + parsed + ", characters " + characters;
    }
  }

  /** Fields as they stand in the record, unchecked. */
  interface PlainRecord {
    @Nullable String written();
  }
}
