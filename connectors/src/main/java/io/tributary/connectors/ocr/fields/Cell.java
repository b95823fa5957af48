package io.tributary.connectors.ocr.fields;

/**
 * Words of a line that stand close together, as in a cell of a table.
 *
 * @param confidence that of the word that is the least sure, from 0 to 1
 */
record Cell(String text, double left, double right, double confidence) {
  /** Whether it stands above or below the other one, at least in part. */
  boolean isInColumnOf(Cell other) {
    return left < other.right && other.left < right;
  }
}
