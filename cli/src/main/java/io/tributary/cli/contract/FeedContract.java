package io.tributary.cli.contract;

import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.DatasetPlace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the contract says of a feed: the names of its inputs and outputs, what makes its records
 * valid and copies of one another, and what its outputs hold of them.
 *
 * @param recordTopics the topics of the records
 * @param directoryTopics those that are looked up in, whose bad records are dead letters too
 * @param identity what makes records copies of one another
 * @param time the field of a record's event time
 * @param fields what is read of a record; delivered rows hold it as it was sent
 * @param codes the values that some fields may have
 * @param archive the raw zone, of a feed that has one
 * @param delivered the topic of delivered records
 * @param rows the datasets that together hold every delivered record
 * @param subsets datasets that hold some of them again
 * @param windows what is counted of them
 */
public record FeedContract(
    String name,
    List<String> recordTopics,
    List<String> directoryTopics,
    Identity identity,
    String time,
    List<Field> fields,
    Map<String, Set<String>> codes,
    Optional<Archive> archive,
    Delivered delivered,
    List<Rows> rows,
    List<Subset> subsets,
    Windows windows) {

  /**
   * A field of a record.
   *
   * @param missing what stands for it in a row when the record hasn't got it; empty when it must
   */
  public record Field(Column column, Optional<Object> missing) {
    static Field required(Column column) {
      return new Field(column, Optional.empty());
    }
  }

  /**
   * A raw zone: every input record as it was received.
   *
   * @param datasets by the topic whose records they hold
   */
  public record Archive(Map<String, DatasetPlace> datasets) {
    /** What a row says of its record. */
    public static final List<Column> COLUMNS =
        List.of(
            Column.text("topic"),
            Column.number("partition"),
            Column.number("offset"),
            Column.moment("received_at"),
            Column.bytes("key"),
            Column.bytes("value"));
  }

  /**
   * The topic of delivered records.
   *
   * @param key the column by which they are keyed
   * @param columns what they hold
   * @param rules what is true of each of them, in the lake's SQL
   */
  public record Delivered(String topic, String key, List<Column> columns, List<String> rules) {}

  /**
   * A dataset of delivered records.
   *
   * @param says columns that all its rows have in common, which stand in the folder's name only
   */
  public record Rows(DatasetPlace place, Map<String, String> says) {}

  /** A dataset of those delivered records whose column has one of these values. */
  public record Subset(DatasetPlace place, String column, Set<String> values) {}

  /**
   * What is counted in windows.
   *
   * @param count the column of the number of records
   * @param distinct what is counted distinctly, if anything is
   * @param sums columns that are added up, under their own names
   * @param dimensions by whose values windows are counted
   * @param tallies columns of the totals, and which records they count
   * @param totals the dataset of totals and running sums, of a feed that has one
   */
  public record Windows(
      String count,
      Optional<Distinct> distinct,
      List<String> sums,
      List<Dimension> dimensions,
      List<Tally> tallies,
      Optional<Totals> totals) {

    /** The columns of delivered records that are needed to count them, but for their time. */
    List<String> counted() {
      return Stream.of(
              dimensions.stream().flatMap(dimension -> dimension.from().stream()),
              distinct.stream().map(Distinct::column),
              sums.stream(),
              tallies.stream().map(Tally::column))
          .flatMap(names -> names)
          .distinct()
          .toList();
    }
  }

  /** How many different values of a column there are, and under which name. */
  public record Distinct(String name, String column) {}

  /**
   * By what windows are counted, and the dataset of these counts.
   *
   * @param column its name; where a record has one value, the value's column too
   * @param several where a record has several
   */
  public record Dimension(String column, DatasetPlace place, Optional<Several> several) {
    Dimension(String column, DatasetPlace place) {
      this(column, place, Optional.empty());
    }

    /** The columns of delivered records that its values are from. */
    List<String> from() {
      return several.map(Several::from).orElse(List.of(column));
    }

    /** The dataset's columns of a value. */
    public List<String> columns() {
      return several.map(Several::columns).orElse(List.of(column));
    }

    /** A value in the dataset, in the lake's SQL. */
    public String value() {
      return several.map(Several::value).orElse(column);
    }
  }

  /**
   * A dimension in which a record has any number of values, and whose dataset holds the most
   * frequent ones of each window. Expressions are in the lake's SQL.
   *
   * @param from columns of delivered records
   * @param values an expression of them: the list of a record's values
   * @param columns the dataset's columns of a value
   * @param value an expression of them: the value
   * @param group an expression of {@code value}: within what it is compared
   * @param most how many of each group there are
   */
  public record Several(
      List<String> from,
      String values,
      List<String> columns,
      String value,
      String group,
      int most) {}

  /** A number of records for which a condition on one column holds, in the lake's SQL. */
  public record Tally(String name, String column, String condition) {}

  /** The dataset of windows' totals, and its column of the number of records. */
  public record Totals(DatasetPlace place, String count) {}

  private static final List<FeedContract> ALL =
      List.of(Tickets.CONTRACT, Texts.CONTRACT, Tweets.CONTRACT);

  /**
   * A feed's contract.
   *
   * @throws IllegalArgumentException of a feed whose records have versions: it has none
   */
  public static FeedContract of(String feed) {
    return ALL.stream()
        .filter(contract -> contract.name.equals(feed))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no contract of " + feed));
  }

  public String deadLetters() {
    return name + "-dead-letters";
  }

  public String late() {
    return name + "-late";
  }

  public String metrics() {
    return name + "-metrics";
  }

  /** The topics of the records, then those of directories. */
  public List<String> inputTopics() {
    return Stream.concat(recordTopics.stream(), directoryTopics.stream()).toList();
  }

  /** The topics that the feed writes. */
  public List<String> outputs() {
    return List.of(delivered.topic(), deadLetters(), late(), metrics());
  }

  /** What is read of a record, as columns. */
  public List<Column> columns() {
    return fields.stream().map(Field::column).toList();
  }

  /** The columns of delivered records by which windows are counted again. */
  public List<Column> countedColumns() {
    List<String> others = windows.counted();
    return delivered.columns().stream()
        .filter(
            column ->
                column.name().equals(identity.column())
                    || column.name().equals(time)
                    || others.contains(column.name()))
        .toList();
  }

  /** The datasets that the feed writes. */
  public List<DatasetPlace> datasets() {
    return Stream.of(
            archive.stream().flatMap(zone -> zone.datasets().values().stream()),
            rows.stream().map(Rows::place),
            subsets.stream().map(Subset::place),
            windows.dimensions().stream().map(Dimension::place),
            windows.totals().stream().map(Totals::place))
        .flatMap(places -> places)
        .toList();
  }
}
