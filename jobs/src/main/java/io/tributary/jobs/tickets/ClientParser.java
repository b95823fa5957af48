package io.tributary.jobs.tickets;

import io.tributary.jobs.json.TextFields;
import io.tributary.jobs.regions.Regions;
import io.tributary.pipeline.enrich.DirectoryEntry;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the client directory: which region each client is from. A record without a value removes
 * the client that its key names, as compaction does.
 */
final class ClientParser implements Parser<DirectoryEntry<String>> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable TextFields fields;

  @Override
  public DirectoryEntry<String> parse(RawRecord raw) throws Rejection {
    byte[] key = raw.key();
    if (raw.value() == null && key != null) {
      return new DirectoryEntry<>(
          TicketParser.clientId(Text.of(new String(key, StandardCharsets.UTF_8))),
          Optional.empty());
    }
    TextFields read = fields;
    if (read == null) {
      read = new TextFields("client_id", "country");
      fields = read;
    }
    read.read(raw.value());
    Text clientId = TicketParser.clientId(read.required(0));
    Text country = read.required(1);
    Optional<String> region = Regions.region(country.toString());
    if (region.isEmpty()) {
      throw TextFields.invalid("country", country, "is no ISO 3166 code of two or three letters");
    }
    return new DirectoryEntry<>(clientId, region);
  }
}
