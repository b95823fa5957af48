package io.tributary.connectors.kafka;

import io.tributary.pipeline.NamedDataset.Field;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;

/** What a topic's records are made of; the sink asks for the topic to find open transactions. */
public interface TopicRecords<X>
    extends KafkaRecordSerializationSchema<X>, KafkaDatasetFacetProvider {
  /** The one topic that all records go to. */
  String topic();

  /** What the records have, where that is known. */
  default List<Field> fields() {
    return List.of();
  }

  @Override
  default Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(
            DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic())), new Properties()));
  }
}
