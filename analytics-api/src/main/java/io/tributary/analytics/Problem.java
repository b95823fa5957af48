package io.tributary.analytics;

/** A request that gets no answer but a reason (RFC 9457). */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is shown of something that a caller sent, in characters. */
  private static final int SHOWN = 60;

  private final int status;
  private final String title;
  private final boolean again;

  private Problem(int status, String title, String detail, boolean again) {
    // A refusal is an answer, not an error: where it was made is nobody's business.
    super(detail, null, false, false);
    this.status = status;
    this.title = title;
    this.again = again;
  }

  static Problem badRequest(String detail) {
    return new Problem(400, "Bad Request", detail, false);
  }

  static Problem unauthorized(String detail) {
    return new Problem(401, "Unauthorized", detail, false);
  }

  static Problem forbidden(String detail) {
    return new Problem(403, "Forbidden", detail, false);
  }

  static Problem notFound(String detail) {
    return new Problem(404, "Not Found", detail, false);
  }

  static Problem methodNotAllowed(String detail) {
    return new Problem(405, "Method Not Allowed", detail, false);
  }

  /** For now only: with {@code Retry-After}. */
  static Problem unavailable(String detail) {
    return new Problem(503, "Service Unavailable", detail, true);
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  boolean isForNowOnly() {
    return again;
  }

  /** Something that a caller sent, short and without what could do harm where it is shown. */
  static String shown(String sent) {
    StringBuilder text = new StringBuilder();
    sent.codePoints().limit(SHOWN).map(c -> isSafe(c) ? c : 0xFFFD).forEach(text::appendCodePoint);
    return "'" + text + (sent.codePointCount(0, sent.length()) > SHOWN ? "…" : "") + "'";
  }

  /** Whether a character shows as itself and does nothing to those beside it. */
  static boolean isSafe(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
