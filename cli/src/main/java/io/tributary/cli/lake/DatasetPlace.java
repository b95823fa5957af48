package io.tributary.cli.lake;

/**
 * Where a dataset lies: in a zone, under a folder's name.
 *
 * @param within the folder below in which its files are, whatever lies between; empty for any
 */
public record DatasetPlace(Zone zone, String folder, String within) {
  /** A dataset that has its folder for itself. */
  public DatasetPlace(Zone zone, String folder) {
    this(zone, folder, "");
  }

  /** A dataset in the lake itself. */
  public static DatasetPlace inLake(String folder) {
    return new DatasetPlace(Zone.LAKE, folder);
  }

  /** The part of a dataset that is in folders of a name. */
  public DatasetPlace in(String name) {
    return new DatasetPlace(zone, folder, name);
  }

  /** Its name for people, such as {@code metrics} or {@code raw/fr}. */
  @Override
  public String toString() {
    return (zone.name().isEmpty() ? "" : zone.name() + "/")
        + folder
        + (within.isEmpty() ? "" : "/*/" + within);
  }
}
