package io.tributary.jobs.launch;

/** A job can't be started; the message is one line that says what, where, and what to do. */
public final class LaunchProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LaunchProblem(String message) {
    super(message);
  }

  public LaunchProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
