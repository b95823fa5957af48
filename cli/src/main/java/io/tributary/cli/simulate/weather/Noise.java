package io.tributary.cli.simulate.weather;

/**
 * Smooth chance in three dimensions, the same for the same seed: what is near is alike, what is
 * more than some units apart has nothing in common (value noise in two octaves).
 */
final class Noise {
  private final long seed;

  Noise(long seed) {
    this.seed = seed;
  }

  /** From -1 to 1; most of the time between -0.6 and 0.6. */
  double at(double x, double y, double z) {
    return (octave(x, y, z, seed) + 0.5 * octave(2.1 * x, 2.1 * y, 2.1 * z, ~seed)) / 1.5;
  }

  private static double octave(double x, double y, double z, long seed) {
    long x0 = (long) Math.floor(x);
    long y0 = (long) Math.floor(y);
    long z0 = (long) Math.floor(z);
    double u = smooth(x - x0);
    double v = smooth(y - y0);
    double w = smooth(z - z0);
    return mix(
        w,
        mix(
            v,
            mix(u, corner(x0, y0, z0, seed), corner(x0 + 1, y0, z0, seed)),
            mix(u, corner(x0, y0 + 1, z0, seed), corner(x0 + 1, y0 + 1, z0, seed))),
        mix(
            v,
            mix(u, corner(x0, y0, z0 + 1, seed), corner(x0 + 1, y0, z0 + 1, seed)),
            mix(u, corner(x0, y0 + 1, z0 + 1, seed), corner(x0 + 1, y0 + 1, z0 + 1, seed))));
  }

  private static double corner(long x, long y, long z, long seed) {
    long hash = seed ^ x * 0x9E3779B97F4A7C15L ^ y * 0xC2B2AE3D27D4EB4FL ^ z * 0x165667B19E3779F9L;
    hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
    return (hash ^ hash >>> 33) / (double) Long.MIN_VALUE;
  }

  private static double smooth(double t) {
    return t * t * t * (t * (t * 6 - 15) + 10);
  }

  private static double mix(double share, double from, double to) {
    return from + share * (to - from);
  }
}
