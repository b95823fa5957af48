package io.tributary.pipeline.record;

/** What a parser made of a record: a value, or a rejection. */
public sealed interface Parsed<T> {
  RawRecord raw();

  /**
   * A valid record.
   *
   * @param raw the record as received: a late copy and a later rejection need its bytes
   * @param value what the bytes say
   */
  record Accepted<T>(RawRecord raw, T value) implements Parsed<T> {}

  /** A record that can't be taken. */
  record Rejected<T>(DeadLetter letter) implements Parsed<T> {
    @Override
    public RawRecord raw() {
      return letter.raw();
    }
  }
}
