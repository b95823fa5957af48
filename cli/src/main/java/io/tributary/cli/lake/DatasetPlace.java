package io.tributary.cli.lake;

/** Where a dataset lies: in a zone, under a folder's name. */
public record DatasetPlace(Zone zone, String folder) {
  /** A dataset in the lake itself. */
  public static DatasetPlace inLake(String folder) {
    return new DatasetPlace(Zone.LAKE, folder);
  }

  /** Its name for people, such as {@code metrics} or {@code raw/fr}. */
  @Override
  public String toString() {
    return zone.name().isEmpty() ? folder : zone.name() + "/" + folder;
  }
}
