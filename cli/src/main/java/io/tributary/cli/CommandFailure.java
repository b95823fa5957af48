package io.tributary.cli;

/**
 * A command can't do what it was asked. The message says in one line what is wrong and what to do
 * about it.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param wrong what is wrong and where, without a full stop
   * @param remedy what to do, in the imperative
   */
  public CommandFailure(String wrong, String remedy) {
    super(wrong + ": " + remedy);
  }

  /** The same, with what caused it; it is shown by {@code --verbose}. */
  public CommandFailure(String wrong, String remedy, Throwable cause) {
    super(wrong + ": " + remedy, cause);
  }
}
