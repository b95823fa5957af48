package io.tributary.pipeline.record;

/** What a raw zone shows of a record: where it was read, when it was received, and its bytes. */
public final class ReceivedColumns {
  public static final Columns<RawRecord> ALL =
      Columns.<RawRecord>of()
          .label("topic", RawRecord::topic)
          .int32("partition", RawRecord::partition)
          .int64("offset", RawRecord::offset)
          .timestampMillis("received_at", RawRecord::timestamp)
          .bytes("key", RawRecord::key)
          .bytes("value", RawRecord::value);

  private ReceivedColumns() {}
}
