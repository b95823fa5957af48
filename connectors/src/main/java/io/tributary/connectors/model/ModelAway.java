package io.tributary.connectors.model;

import org.jspecify.annotations.Nullable;

/** No usable answer came from the model's server. */
public final class ModelAway extends Exception {
  private static final long serialVersionUID = 1L;

  ModelAway(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }
}
