package io.tributary.jobs.preflight;

/** It can't be said; the message is one line that says what is wrong, where, and what to do. */
public final class PreflightProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, and what to do. */
  public PreflightProblem(String message) {
    super(message);
  }

  /** The same, with what caused it. */
  public PreflightProblem(String message, Throwable cause) {
    super(message, cause);
  }

  /** What a failure says of itself, in one line. */
  public static String said(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    String type = failure.getClass().getSimpleName();
    return failure.getMessage() == null ? type : type + ": " + message;
  }
}
