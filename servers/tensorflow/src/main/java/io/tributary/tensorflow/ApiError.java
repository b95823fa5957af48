package io.tributary.tensorflow;

/** A request that is answered by an error, as TensorFlow Serving words it. */
final class ApiError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  private ApiError(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  static ApiError badRequest(String message) {
    return new ApiError(400, message);
  }

  static ApiError notFound(String message) {
    return new ApiError(404, message);
  }

  /** The answer's status. */
  int status() {
    return status;
  }

  /** What the answer says. */
  String message() {
    return String.valueOf(getMessage());
  }
}
