package io.tributary.connectors.files;

import io.tributary.pipeline.record.Rejection;
import org.jspecify.annotations.Nullable;

/** Brings a record that was cut out into the form of the feed's topic. */
interface RecordForm {
  /**
   * The record as a JSON object in UTF-8.
   *
   * @param text the record, decoded
   * @return null when there is nothing in it
   */
  byte @Nullable [] json(String text) throws Rejection;
}
