package io.tributary.connectors.ocr.fields;

/**
 * A word of a page.
 *
 * @param left where it begins, from the page's left side, in any unit that the whole page has
 * @param right where it ends, in the same unit
 * @param confidence how sure it is that it was read rightly, from 0 to 1
 */
public record Word(String text, double left, double right, double confidence) {}
