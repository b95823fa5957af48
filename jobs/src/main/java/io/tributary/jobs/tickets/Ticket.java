package io.tributary.jobs.tickets;

import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RecordCodec;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.record.WireText;
import java.io.IOException;
import java.util.UUID;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A support ticket.
 *
 * @param ticketId its identity
 * @param clientId {@code CLIENT_} and digits
 * @param createdAt when it was made, in microseconds since the epoch
 * @param request what the client wrote, at most 500 code points
 */
record Ticket(
    UUID ticketId,
    Text clientId,
    long createdAt,
    Text request,
    RequestType requestType,
    Priority priority) {

  /** The event time in milliseconds since the epoch. */
  long createdAtMillis() {
    return Math.floorDiv(createdAt, 1000L);
  }

  /** A ticket on the wire. */
  enum Wire implements RecordCodec<Ticket> {
    INSTANCE;

    @Override
    public void write(Ticket ticket, RawRecord raw, DataOutputView out) throws IOException {
      out.writeLong(ticket.ticketId.getMostSignificantBits());
      out.writeLong(ticket.ticketId.getLeastSignificantBits());
      WireText.writeText(ticket.clientId, raw, out);
      out.writeLong(ticket.createdAt);
      WireText.writeText(ticket.request, raw, out);
      out.writeByte(ticket.requestType.ordinal());
      out.writeByte(ticket.priority.ordinal());
    }

    @Override
    public Ticket read(RawRecord raw, DataInputView in) throws IOException {
      return new Ticket(
          new UUID(in.readLong(), in.readLong()),
          WireText.readText(raw, in),
          in.readLong(),
          WireText.readText(raw, in),
          WireText.readOneOf(RequestType.ALL, in),
          WireText.readOneOf(Priority.ALL, in));
    }
  }
}
