package io.tributary.connectors.ocr;

import java.time.Duration;

/** An engine that wants to be asked later. */
final class EngineBusy extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Duration pause;

  EngineBusy(Duration pause) {
    super("it asks for fewer requests (429)", null, false, false);
    this.pause = pause;
  }

  Duration pause() {
    return pause;
  }
}
