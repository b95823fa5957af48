package io.tributary.connectors.upsert;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** A connection to a store. One thread writes; any thread may close, which ends what it is at. */
public interface Session extends Closeable {
  /**
   * Writes rows, each by its natural key, in any order.
   *
   * @param rows JSON objects in UTF-8
   * @return what it didn't take
   * @throws IOException if it took none, or it can't be told which; all of them are written again
   */
  Rest write(List<byte[]> rows) throws IOException, InterruptedException;

  /**
   * Keeps rows that the store refused where a person finds them; the same row twice is kept once.
   *
   * @throws IOException if that fails; all of them are written again
   */
  void setAside(List<Refused> rows) throws IOException, InterruptedException;
}
