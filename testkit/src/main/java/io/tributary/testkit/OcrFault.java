package io.tributary.testkit;

/** What an {@link OcrServer} does in place of a proper answer. */
public enum OcrFault {
  /** No answer, until it is closed. */
  HANG,
  /** Status 400: it can't read this picture. */
  REFUSED,
  /** Status 401. */
  WRONG_CREDENTIALS,
  /** Status 429, with a {@code Retry-After} of 7 seconds. */
  TOO_MANY_REQUESTS,
  /** Status 500. */
  BROKEN,
  /** Status 200; a page in HTML. */
  NO_JSON,
  /** Status 200; JSON without a text. */
  NO_TEXT,
  /** Status 200; a confidence of 93. */
  WRONG_CONFIDENCE
}
