package io.tributary.pipeline.record;

import java.io.Serializable;

/**
 * Turns a record's bytes into a value and checks every rule of the input. One instance serves one
 * thread; it may keep buffers.
 */
public interface Parser<T> extends Serializable {
  /**
   * Parses a record.
   *
   * @throws Rejection if the record can't be taken; any other exception is a bug and fails the job
   */
  T parse(RawRecord raw) throws Rejection;
}
