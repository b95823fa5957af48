package io.tributary.cli.contract;

import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.DatasetPlace;
import java.util.List;
import java.util.Optional;

/**
 * What a replay knows of a feed: how it tells that the lake holds what a dead letter stands for.
 *
 * @param rows the datasets that together hold every delivered record
 * @param columns the columns of theirs in which identities stand
 * @param rowIdentity a row's identity, in SQL over those columns
 * @param fields what is read of a record
 * @param identity a record's identity
 */
public record Replayable(
    List<DatasetPlace> rows,
    List<Column> columns,
    String rowIdentity,
    List<Column> fields,
    Identity identity) {

  /**
   * What it knows of a feed; nothing of weather, whose job itself tells the newer of two versions,
   * in whatever order they come.
   */
  public static Optional<Replayable> of(String feed) {
    if (feed.equals("weather")) {
      return Optional.empty();
    }
    if (feed.equals(Invoices.NAME)) {
      return Optional.of(Invoices.REPLAYABLE);
    }
    FeedContract contract = FeedContract.of(feed);
    String column = contract.identity().column();
    return Optional.of(
        new Replayable(
            contract.rows().stream().map(FeedContract.Rows::place).toList(),
            List.of(Column.text(column)),
            column,
            contract.columns(),
            contract.identity()));
  }
}
