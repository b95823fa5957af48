package io.tributary.connectors.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.measure.MetricPoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Early and final window results as JSON records, keyed by dimension, value and window. Cumulative
 * results are not sent: they are the sum of the final ones.
 */
public final class MetricRecords implements TopicRecords<MetricPoint> {
  private static final long serialVersionUID = 1L;
  private static final JsonFactory FACTORY =
      BoundedJson.factory().enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);

  private final String feed;
  private final String topic;
  private final @Nullable String distinctName;
  private final List<String> sumNames;

  public MetricRecords(String feed, String topic, Measures<?> measures) {
    this.feed = feed;
    this.topic = topic;
    this.distinctName = measures.distinctName().orElse(null);
    this.sumNames = measures.sumNames();
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public @Nullable ProducerRecord<byte[], byte[]> serialize(
      MetricPoint point, KafkaSinkContext context, Long timestamp) {
    if (point.scope() == MetricPoint.Scope.CUMULATIVE) {
      return null;
    }
    String start = Instant.ofEpochMilli(point.windowStart()).toString();
    String key = point.dimension() + '|' + point.value() + '|' + start;
    return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), json(point, start));
  }

  private byte[] json(MetricPoint point, String start) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("feed", feed);
      json.writeStringField("dimension", point.dimension());
      json.writeStringField("value", point.value());
      json.writeStringField("window_start", start);
      json.writeStringField("window_end", Instant.ofEpochMilli(point.windowEnd()).toString());
      json.writeNumberField("count", point.count());
      if (distinctName != null) {
        json.writeNumberField(distinctName, point.distinct());
      }
      for (int i = 0; i < point.tallies().length; i++) {
        json.writeNumberField(sumNames.get(i), point.tallies()[i]);
      }
      json.writeBooleanField("final", point.isFinal());
      json.writeNumberField("revision", point.revision());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
