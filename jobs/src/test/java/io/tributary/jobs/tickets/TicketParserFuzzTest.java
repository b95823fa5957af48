package io.tributary.jobs.tickets;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.jobs.FuzzedRecord;
import io.tributary.jobs.JsonSeeds;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.time.Utc;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class TicketParserFuzzTest {
  private static final class Subject {
    static final FuzzedRecord<Ticket> TICKETS =
        new FuzzedRecord<>(
            "client_tickets",
            TicketParser::new,
            Ticket.Wire.INSTANCE,
            ticket ->
                Map.of(
                    "ticket_id", Text.of(ticket.ticketId()).toString(),
                    "client_id", ticket.clientId().toString(),
                    "created_at", Utc.format(ticket.createdAt()),
                    "request", ticket.request().toString(),
                    "request_type", ticket.requestType().code(),
                    "priority", ticket.priority().code()),
            ticket -> ticket);
    static final Parser<Ticket> USED = new TicketParser();
  }

  static Stream<byte[]> seeds() {
    return JsonSeeds.of(Tickets.VALID);
  }

  @MethodSource("seeds")
  @FuzzTest
  void everyRecordIsAcceptedOrRejected(byte[] value) throws IOException {
    Subject.TICKETS.check(value, Subject.USED);
  }
}
