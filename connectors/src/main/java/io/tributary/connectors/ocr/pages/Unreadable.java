package io.tributary.connectors.ocr.pages;

/** A document that can't be read, by its own fault; the message says why. */
public final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  public Unreadable(String message) {
    super(message, null, false, false);
  }
}
