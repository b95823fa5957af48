package io.tributary.cli.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What makes two records copies of one another. */
public interface Identity {
  /** The column of delivered rows in which it stands. */
  String column();

  /**
   * A record's identity as its row shows it; null when the record has none.
   *
   * @param fields the record's, read as far as they could be
   * @param whole whether the record was read to its end
   */
  @Nullable String of(RecordFields fields, boolean whole);

  /** 128 bits of an identity by which it is compared; null when the text can be none. */
  @Nullable UUID key(String identity);

  /** The column in SQL, brought into the one form that compares as the key does. */
  String normalised();
}
