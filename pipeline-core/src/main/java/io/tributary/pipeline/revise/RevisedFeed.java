package io.tributary.pipeline.revise;

import io.tributary.pipeline.enrich.Enricher;
import io.tributary.pipeline.record.Columns.ToLong;
import io.tributary.pipeline.record.RecordCodec;
import java.util.UUID;
import org.apache.flink.util.function.SerializableFunction;

/**
 * What a feed declares of whose records newer versions replace the older. {@link RevisedPipeline}
 * makes the job from it.
 *
 * @param <T> what the parser makes of a record
 * @param <E> the enriched record, which is delivered
 * @param name the feed's name, in lower case; operators, topics and directories are named after it
 * @param codec how parsed records travel between tasks
 * @param identity what all versions of a record have in common
 * @param enricher adds what the feed knows besides
 * @param original finds the parsed record in the enriched one
 * @param content a fingerprint of all that a record says: a version that says the same is a copy
 * @param rank how new a version is: one that ranks below the newest known is a duplicate, of equals
 *     the one that is read later is newer; always the same where versions replace each other in the
 *     order of reading
 * @param aggregates what the newest versions are aggregated to
 */
public record RevisedFeed<T, E>(
    String name,
    RecordCodec<T> codec,
    SerializableFunction<T, String> identity,
    Enricher<T, E> enricher,
    SerializableFunction<E, T> original,
    SerializableFunction<T, UUID> content,
    ToLong<T> rank,
    Aggregates<E> aggregates) {}
