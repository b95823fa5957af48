package io.tributary.connectors.kafka;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.core.io.SimpleVersionedSerialization;

/** What the state of a transactional sink's writer says of its transactions. */
public final class SinkTransactions {
  private SinkTransactions() {}

  /**
   * What the names of the sink's transactions begin with.
   *
   * @param states the writer's states, each with its serializer's version before it
   * @return nothing for a sink that is not a topic's
   * @throws IOException if a state can't be read
   */
  public static Set<String> prefixes(Sink<?> sink, Iterable<byte[]> states) throws IOException {
    Set<String> prefixes = new TreeSet<>();
    if (sink instanceof TopicSink<?> topic) {
      for (byte[] state : states) {
        KafkaWriterState read =
            SimpleVersionedSerialization.readVersionAndDeSerialize(
                topic.getWriterStateSerializer(), state);
        prefixes.add(read.getTransactionalIdPrefix());
      }
    }
    return prefixes;
  }
}
