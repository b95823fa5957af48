package io.tributary.pipeline.record;

/** Why a record was rejected. The names are a contract: they stand in the dead letters' headers. */
public enum RejectReason {
  /** No value, or bytes that are not one JSON object in UTF-8 with every key once. */
  MALFORMED_JSON,
  /** Not a record of the form in which it came, such as a line of CSV with a column too many. */
  MALFORMED_RECORD,
  /** A required field is absent or null. */
  MISSING_FIELD,
  /** A field is there, but its value is none that the field may have. */
  INVALID_VALUE,
  /** A text is longer than its field allows. */
  TOO_LONG,
  /** The event time is further after the record's own timestamp than the guard allows. */
  FUTURE_TIMESTAMP,
  /** The event time is beyond the horizon within which a copy could still be told. */
  TOO_OLD,
  /** The record is valid, but could not be enriched. */
  ENRICHMENT_FAILED
}
