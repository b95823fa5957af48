package io.tributary.connectors.model;

/** The model's server takes other texts, but not this one. */
public final class TextRefused extends Exception {
  private static final long serialVersionUID = 1L;

  TextRefused(String message) {
    super(message, null, false, false);
  }
}
