package io.tributary.pipeline;

import io.tributary.pipeline.enrich.Enrichment;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.record.EventTime;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RecordCodec;
import java.util.List;
import java.util.UUID;
import org.apache.flink.util.function.SerializableFunction;

/**
 * What a feed declares: where it reads, how its records are parsed, timed, told apart, enriched and
 * measured. {@link FeedPipeline} makes the job from it.
 *
 * @param <T> what the parser makes of a record
 * @param <E> the enriched record, which is delivered
 * @param name the feed's name, in lower case; operators, topics and directories are named after it
 * @param topics the topics it reads
 * @param parser checks and parses a record's bytes
 * @param codec how parsed records travel between tasks
 * @param timeField the input's field that says when a record happened
 * @param eventTime when a record happened, in milliseconds since the epoch
 * @param identity 128 bits by which copies are recognised
 * @param enrichment adds what the feed knows besides
 * @param enrichedTime when an enriched record happened
 * @param measures what is counted
 */
public record Feed<T, E>(
    String name,
    List<String> topics,
    Parser<T> parser,
    RecordCodec<T> codec,
    String timeField,
    EventTime<T> eventTime,
    SerializableFunction<T, UUID> identity,
    Enrichment<T, E> enrichment,
    EventTime<E> enrichedTime,
    Measures<E> measures) {

  public static <T> Parsing<T> named(String name, List<String> topics, Parser<T> parser) {
    return new Parsing<>(name, List.copyOf(topics), parser);
  }

  /** The steps in which a feed is declared. */
  public record Parsing<T>(String name, List<String> topics, Parser<T> parser) {
    public Timing<T> carriedBy(RecordCodec<T> codec) {
      return new Timing<>(this, codec);
    }
  }

  /** How a feed's records travel; next, when they happened. */
  public record Timing<T>(Parsing<T> parsing, RecordCodec<T> codec) {
    public Identifying<T> timedBy(String field, EventTime<T> eventTime) {
      return new Identifying<>(this, field, eventTime);
    }
  }

  /** When a feed's records happened; next, what tells them apart. */
  public record Identifying<T>(Timing<T> timing, String field, EventTime<T> eventTime) {
    public Enriching<T> identifiedBy(SerializableFunction<T, UUID> identity) {
      return new Enriching<>(this, identity);
    }
  }

  /** What tells a feed's records apart; next, what is added to them. */
  public record Enriching<T>(Identifying<T> identifying, SerializableFunction<T, UUID> identity) {
    /** Enriches; {@code original} finds the parsed record in the enriched one. */
    public <E> Measuring<T, E> enrichedBy(
        Enrichment<T, E> enrichment, SerializableFunction<E, T> original) {
      EventTime<T> time = identifying.eventTime();
      return new Measuring<>(this, enrichment, enriched -> time.of(original.apply(enriched)));
    }
  }

  /** What is added to a feed's records; next, what is counted. */
  public record Measuring<T, E>(
      Enriching<T> enriching, Enrichment<T, E> enrichment, EventTime<E> enrichedTime) {
    public Feed<T, E> measuredBy(Measures<E> measures) {
      Identifying<T> identifying = enriching.identifying();
      Timing<T> timing = identifying.timing();
      return new Feed<>(
          timing.parsing().name(),
          timing.parsing().topics(),
          timing.parsing().parser(),
          timing.codec(),
          identifying.field(),
          identifying.eventTime(),
          enriching.identity(),
          enrichment,
          enrichedTime,
          measures);
    }
  }
}
