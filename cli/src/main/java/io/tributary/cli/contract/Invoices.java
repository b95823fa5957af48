package io.tributary.cli.contract;

import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.DatasetPlace;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the contract says of invoices, as far as a replay needs it. A letter whose invoice has been
 * delivered is passed over: versions go by the order of reading, so that sent again it would
 * replace what came after it.
 */
final class Invoices {
  static final String NAME = "invoices";

  private static final Column SOURCE = Column.text("source");
  private static final Column ID = Column.text("invoice_id");

  static final Replayable REPLAYABLE =
      new Replayable(
          List.of(DatasetPlace.inLake("clean/factures")),
          List.of(SOURCE, ID),
          "source || '|' || invoice_id",
          List.of(SOURCE, ID),
          SourceAndId.INSTANCE);

  private Invoices() {}

  /** An invoice of the topic is from Kafka unless it says otherwise. */
  private enum SourceAndId implements Identity {
    INSTANCE;

    @Override
    public String column() {
      return ID.name();
    }

    @Override
    public @Nullable String of(RecordFields fields, boolean whole) {
      String id = fields.text(ID.name());
      String source = fields.text(SOURCE.name());
      boolean saysWhence = source != null && !source.isEmpty();
      return id == null ? null : (saysWhence ? source : "kafka") + "|" + id;
    }

    @Override
    public UUID key(String identity) {
      return TextIdentity.hashed(identity);
    }

    @Override
    public String normalised() {
      return column();
    }
  }
}
