package io.tributary.jobs.tickets;

import io.tributary.pipeline.enrich.LookupTable;
import io.tributary.pipeline.record.Text;
import java.util.Map;
import java.util.Optional;

/** A directory of clients that is given whole. */
record KnownRegions(Map<String, String> regions) implements LookupTable<String> {
  @Override
  public void open() {}

  @Override
  public Optional<String> find(Text key) {
    return Optional.ofNullable(regions.get(key.toString()));
  }

  @Override
  public void close() {}
}
