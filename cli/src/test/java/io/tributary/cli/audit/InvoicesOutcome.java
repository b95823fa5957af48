package io.tributary.cli.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.cli.Topics;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What a right run over some invoices of the topic leaves in topics and lake, made by hand, an hour
 * between each two; a test may spoil any part of it before it is written.
 */
final class InvoicesOutcome {
  private static final String INPUT = "factures-raw";
  private static final String DELIVERED = "factures-enriched";
  private static final String LETTERS = "invoices-dead-letters";
  private static final Instant BEGIN = Instant.parse("2026-01-05T00:00:00Z");

  /** Rows by folder. */
  final Map<String, List<ObjectNode>> lake = new LinkedHashMap<>();

  /** Records by topic. */
  final Map<String, List<ProducerRecord<byte[], byte[]>>> topics = new LinkedHashMap<>();

  InvoicesOutcome() {
    List.of("raw/factures", "clean/factures", "streaming")
        .forEach(folder -> lake.put(folder, new ArrayList<>()));
    List.of(INPUT, DELIVERED, LETTERS).forEach(topic -> topics.put(topic, new ArrayList<>()));
  }

  /** Five invoices, and two records that are none. */
  static InvoicesOutcome right() {
    InvoicesOutcome outcome = new InvoicesOutcome();
    outcome.deliver("F-0", "0.5");
    outcome.reject();
    outcome.deliver("F-1", "12.25");
    outcome.deliver("F-2", "99999999999999.9999");
    outcome.reject();
    outcome.deliver("F-3", "-7");
    outcome.deliver("F-4", "0");
    return outcome;
  }

  List<ObjectNode> rows(String folder) {
    return lake.get(folder);
  }

  List<ProducerRecord<byte[], byte[]>> delivered() {
    return topics.get(DELIVERED);
  }

  List<ProducerRecord<byte[], byte[]>> letters() {
    return topics.get(LETTERS);
  }

  private void deliver(String id, String amount) {
    int offset = send(id, invoice(id, amount).toString());
    ObjectNode row = invoice(id, amount);
    row.put("issued_at", "2026-01-05T00:00:00Z")
        .put("customer_id", "")
        .put("currency", "EUR")
        .put("payment_mode", "other")
        .put("source", "kafka")
        .put("version", 1)
        .put("received_at", receivedAt(offset).toString())
        .put("origin", INPUT + "-0@" + offset);
    rows("clean/factures").add(row);
    rows("streaming").add(row);
    delivered().add(record(DELIVERED, offset, id, row.toString(), List.of()));
  }

  private static ObjectNode invoice(String id, String amount) {
    return JsonNodeFactory.withExactBigDecimals(true)
        .objectNode()
        .put("invoice_id", id)
        .put("issued_at", "2026-01-05")
        .put("country", "France")
        .put("amount", new BigDecimal(amount));
  }

  private void reject() {
    int offset = send("none", "no invoice");
    letters()
        .add(
            record(
                LETTERS,
                offset,
                "none",
                "no invoice",
                List.of(
                    Topics.header("tributary.reason", "MALFORMED_JSON"),
                    Topics.header("tributary.topic", INPUT),
                    Topics.header("tributary.partition", 0),
                    Topics.header("tributary.offset", offset))));
  }

  private int send(String key, String value) {
    int offset = topics.get(INPUT).size();
    topics.get(INPUT).add(record(INPUT, offset, key, value, List.of()));
    rows("raw/factures")
        .add(
            JsonNodeFactory.instance
                .objectNode()
                .put("topic", INPUT)
                .put("partition", 0)
                .put("offset", offset)
                .put("received_at", receivedAt(offset).toString())
                .put("key", Topics.bytes(key))
                .put("value", Topics.bytes(value)));
    return offset;
  }

  private static Instant receivedAt(int offset) {
    return BEGIN.plus(Duration.ofHours(offset));
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, int hour, String key, String value, List<Header> headers) {
    return new ProducerRecord<>(
        topic, 0, receivedAt(hour).toEpochMilli(), Topics.bytes(key), Topics.bytes(value), headers);
  }

  void write(Topics broker, Path folder) throws Exception {
    broker.recreate(topics.keySet(), 1);
    topics.values().forEach(broker::send);
    for (Map.Entry<String, List<ObjectNode>> each : lake.entrySet()) {
      Files.write(
          Files.createDirectories(folder.resolve(each.getKey()).resolve("2026-01-05"))
              .resolve("a.json"),
          each.getValue().stream().map(ObjectNode::toString).toList());
    }
  }
}
