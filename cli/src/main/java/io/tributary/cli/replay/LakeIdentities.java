package io.tributary.cli.replay;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.Progress;
import io.tributary.cli.RecordKey;
import io.tributary.cli.lake.IdentityMarks;
import io.tributary.cli.lake.Lake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The identities that are in the lake already; what has one of them need not be sent again. */
final class LakeIdentities {
  private static final String DATASET = "tickets_with_assignment";
  private static final String IDENTITY = "ticket_id";
  private static final int IN_LAKE = 1;

  private final IdentityMarks marks = new IdentityMarks();
  private final RecordKey key = new RecordKey(IDENTITY);

  private LakeIdentities() {}

  static LakeIdentities read(String lakePath, Progress progress) throws IOException {
    LakeIdentities identities = new LakeIdentities();
    long[] count = new long[1];
    try (Lake lake = Lake.open(lakePath, List.of(DATASET))) {
      lake.stream(
          "SELECT ticket_id FROM " + lake.table(DATASET, Map.of(IDENTITY, Lake.TEXT)),
          row -> {
            UUID identity = IdentityMarks.identity(row.getString(1));
            if (identity != null) {
              identities.marks.mark(identity, IN_LAKE);
            }
            count[0]++;
            progress.show(() -> "asking the lake: " + count[0] + " rows");
          });
    } catch (SQLException e) {
      throw new CommandFailure(
          "the lake can't be read (" + e.getMessage() + ")",
          "check that the files under lake.path are whole",
          e);
    }
    return identities;
  }

  /** Whether the lake holds what this record stands for; false when that can't be read. */
  boolean hold(byte @Nullable [] value) {
    byte[] text = value == null ? null : key.of(value);
    UUID identity =
        text == null ? null : IdentityMarks.identity(new String(text, StandardCharsets.UTF_8));
    return identity != null && (marks.mark(identity, 0) & IN_LAKE) != 0;
  }
}
