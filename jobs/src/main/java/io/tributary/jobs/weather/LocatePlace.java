package io.tributary.jobs.weather;

import io.tributary.jobs.regions.RememberedCountries;
import io.tributary.pipeline.enrich.Enricher;
import org.jspecify.annotations.Nullable;

/**
 * Finds out in which country and region a place lies, from the table that comes with the program.
 */
final class LocatePlace implements Enricher<Observation, LocatedObservation> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable RememberedCountries countries;

  @Override
  public void open() {
    countries = new RememberedCountries();
  }

  @Override
  public LocatedObservation enrich(Observation observation) {
    if (countries == null) {
      throw new IllegalStateException("not opened");
    }
    return countries
        .recognise(observation.country().toString())
        .map(country -> new LocatedObservation(observation, country.code(), country.region()))
        .orElseGet(
            () ->
                new LocatedObservation(
                    observation, LocatedObservation.UNKNOWN_CODE, LocatedObservation.UNKNOWN));
  }
}
