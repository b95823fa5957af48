package io.tributary.connectors.kafka;

import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.NamedDataset.Field;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import java.util.List;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows as JSON records of a topic.
 *
 * @param <X> what flows to the sink
 * @param <T> the row in it
 */
public final class RowRecords<X, T> implements TopicRecords<X> {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final SerializableFunction<X, T> row;
  private final SerializableFunction<T, Text> key;
  private final Columns<T> columns;
  private transient @Nullable JsonRows<T> json;

  public RowRecords(
      String topic,
      SerializableFunction<X, T> row,
      SerializableFunction<T, Text> key,
      Columns<T> columns) {
    this.topic = topic;
    this.row = row;
    this.key = key;
    this.columns = columns;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public List<Field> fields() {
    return columns.fields();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      X element, KafkaSinkContext context, Long timestamp) {
    if (json == null) {
      json = new JsonRows<>(columns);
    }
    T value = row.apply(element);
    return new ProducerRecord<>(topic, key.apply(value).toBytes(), json.bytes(value));
  }
}
