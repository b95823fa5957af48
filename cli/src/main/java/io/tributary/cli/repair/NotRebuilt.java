package io.tributary.cli.repair;

/** A file can't be rebuilt; the message says why, and what to do. */
final class NotRebuilt extends Exception {
  private static final long serialVersionUID = 1L;

  NotRebuilt(String message) {
    super(message);
  }
}
