package io.tributary.connectors.openmeteo;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where the weather is asked for.
 *
 * @param name by which it is known everywhere; part of an observation's identity
 * @param country a code or a name; null when nobody said
 * @param latitude degrees north, from -90 to 90
 * @param longitude degrees east, from -180 to 180
 */
public record Place(String name, @Nullable String country, double latitude, double longitude)
    implements Serializable {
  private static final double EARTH_RADIUS_KM = 6371;

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException what is wrong and what to do
   */
  public Place {
    if (name.isBlank() || name.length() > 100) {
      throw new IllegalArgumentException("a place has no name, or one of more than 100 characters");
    }
    if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) {
      throw new IllegalArgumentException(
          "%s lies at %s, %s: latitude goes from -90 to 90, longitude from -180 to 180"
              .formatted(name, latitude, longitude));
    }
  }

  /** How far a point is from here, in kilometres along the earth's surface. */
  double distanceTo(double otherLatitude, double otherLongitude) {
    double from = Math.toRadians(latitude);
    double to = Math.toRadians(otherLatitude);
    double half = Math.sin((to - from) / 2);
    double turn = Math.sin(Math.toRadians(otherLongitude - longitude) / 2);
    double chord = half * half + Math.cos(from) * Math.cos(to) * turn * turn;
    return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
  }
}
