package io.tributary.cli.replay;

import io.tributary.cli.LakeDataset;
import io.tributary.cli.Progress;
import io.tributary.cli.contract.RecordFields;
import io.tributary.cli.contract.Replayable;
import io.tributary.cli.lake.DatasetPlace;
import io.tributary.cli.lake.IdentityNumbers;
import io.tributary.cli.lake.Lake;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The identities that are in the lake already; what has one of them need not be sent again. */
final class LakeIdentities {
  private final Replayable feed;
  private final RecordFields fields;
  private final IdentityNumbers identities = new IdentityNumbers();

  private LakeIdentities(Replayable feed) {
    this.feed = feed;
    this.fields = new RecordFields(feed.fields());
  }

  static LakeIdentities read(Replayable feed, Settings settings, Progress progress)
      throws IOException {
    LakeIdentities found = new LakeIdentities(feed);
    List<DatasetPlace> datasets = feed.rows();
    long[] count = new long[1];
    try (Lake lake = Lake.open(settings, datasets)) {
      for (DatasetPlace dataset : datasets) {
        lake.stream(
            "SELECT " + feed.rowIdentity() + " FROM " + lake.table(dataset, feed.columns()),
            row -> {
              found.add(row.getString(1));
              count[0]++;
              progress.show(() -> "asking the lake: " + count[0] + " rows");
            });
      }
    } catch (SQLException e) {
      throw LakeDataset.unreadable("the lake", settings.feed(), e);
    }
    return found;
  }

  private void add(@Nullable String identity) {
    UUID key = identity == null ? null : feed.identity().key(identity);
    if (key != null) {
      identities.number(key);
    }
  }

  /** Whether the lake holds what this record stands for; false when that can't be read. */
  boolean hold(byte @Nullable [] value) {
    boolean whole = fields.read(value);
    String identity = feed.identity().of(fields, whole);
    UUID key = identity == null ? null : feed.identity().key(identity);
    return key != null && identities.contains(key);
  }
}
