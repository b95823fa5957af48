package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.BrokerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people really wrote to a bank, published, processed and shown. */
final class RealInputIT {
  @TempDir private Path folder;

  @Test
  void requestsToABankArePublishedProcessedAndShown() throws Exception {
    List<String> requests = requests();
    Path file = folder.resolve("tickets.jsonl");
    Files.write(file, tickets(requests));
    try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"))) {
      String kafka = "--kafka.bootstrap.servers=" + broker.bootstrap();
      String lake = "--lake.path=" + folder.resolve("lake");
      String[] run = {
        "run",
        "tickets",
        "--bounded",
        kafka,
        lake,
        "--checkpoint.path=" + folder.resolve("checkpoints"),
        "--rest.port=0"
      };
      new Topic(broker.bootstrap(), "client_tickets").create(3, java.util.Map.of());
      Tributary.run(folder, "publish", "tickets", file.toString(), kafka);
      Tributary.run(folder, run);

      Truth truth = Truth.of(broker.bootstrap(), 60_000);
      assertThat(truth.rows).hasSameSizeAs(requests);
      new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth);
      String shown = Tributary.run(folder, "show", "tickets_with_assignment", "--limit=5", lake);
      assertThat(shown).contains("ticket_id", "assigned_team", "Customer Service");
    }
  }

  private static List<String> tickets(List<String> requests) throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<String> tickets = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      tickets.add(
          json.writeValueAsString(
              json.createObjectNode()
                  .put(
                      "ticket_id",
                      UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8)}).toString())
                  .put("client_id", "CLIENT_" + i % 100)
                  .put("created_at", Instant.parse("2025-12-19T09:00:00Z").plusMillis(i).toString())
                  .put("request", requests.get(i))
                  .put("request_type", "general")
                  .put("priority", i % 3 == 0 ? "high" : "medium")));
    }
    return tickets;
  }

  /** The samples' requests to a bank, when they are there; else a few of our own. */
  private static List<String> requests() throws Exception {
    Path samples = Path.of(System.getProperty("tributary.samples", ""), "banking77", "train.csv");
    if (!Files.exists(samples)) {
      return List.of("My card has not arrived", "Où est ma carte ?", "أين بطاقتي؟");
    }
    List<String> requests = new ArrayList<>();
    Outcome.query(
        "SELECT text FROM read_csv('" + samples + "', header = true)",
        row -> requests.add(row.getString(1)));
    assertThat(requests).hasSizeGreaterThan(9_000);
    return requests.stream().filter(r -> r.codePointCount(0, r.length()) <= 500).toList();
  }
}
