package io.tributary.jobs.weather;

import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RecordCodec;
import io.tributary.pipeline.record.Sha256;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.record.WireText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The weather at a place at a moment, as it was measured or is foreseen. Numbers are whole, so that
 * sums of them are exact.
 *
 * @param country a code or a name, as it was written; empty when it isn't said
 * @param latitude in millionths of a degree, north of the equator positive
 * @param longitude in millionths of a degree, east of Greenwich positive
 * @param observedAt for when it holds, perhaps in the future, in microseconds since the epoch
 * @param temperature in thousandths of a degree Celsius
 * @param apparentTemperature what it feels like, in thousandths of a degree Celsius
 * @param humidity relative, in thousandths of a per cent
 * @param precipitation in thousandths of a millimetre
 * @param windSpeed in thousandths of a kilometre an hour
 * @param windDirection from where it blows, in thousandths of a degree from north by east
 * @param weatherCode 0 to 99, WMO's table 4677
 * @param collectedAt when somebody asked for it, in microseconds since the epoch
 */
record Observation(
    Text place,
    Text country,
    int latitude,
    int longitude,
    long observedAt,
    int temperature,
    OptionalInt apparentTemperature,
    OptionalInt humidity,
    int precipitation,
    int windSpeed,
    OptionalInt windDirection,
    OptionalInt weatherCode,
    ObservationSource source,
    long collectedAt) {

  /** Digits of a coordinate behind the point: a decimetre. */
  static final int DEGREE_SCALE = 6;

  /** Digits of whatever is measured behind the point. */
  static final int SCALE = 3;

  /** Lies above every moment that a record can name, in microseconds since the epoch. */
  private static final long ABOVE_ALL_MOMENTS = 1L << 60;

  /** For when it holds, in milliseconds since the epoch. */
  long observedAtMillis() {
    return Math.floorDiv(observedAt, 1000L);
  }

  /** When somebody asked for it, in milliseconds since the epoch. */
  long collectedAtMillis() {
    return Math.floorDiv(collectedAt, 1000L);
  }

  /** What all versions of an observation have in common. */
  String identity() {
    return observedAt + "|" + place;
  }

  /** The archive's is newer than any forecast; of the same source what was asked for later is. */
  long rank() {
    return source.ordinal() * ABOVE_ALL_MOMENTS + collectedAt;
  }

  /** A fingerprint of all that it says: 128 bits of a SHA-256. */
  UUID content() {
    MessageDigest sha256 = Sha256.digest();
    String numbers =
        String.format(
            Locale.ROOT,
            "%d %d %d %d %s %s %d %d %s %s %s %d %d ",
            latitude,
            longitude,
            observedAt,
            temperature,
            apparentTemperature,
            humidity,
            precipitation,
            windSpeed,
            windDirection,
            weatherCode,
            source.code(),
            collectedAt,
            place.length());
    sha256.update(numbers.getBytes(StandardCharsets.US_ASCII));
    sha256.update(place.array(), place.offset(), place.length());
    sha256.update(country.array(), country.offset(), country.length());
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    return new UUID(digest.getLong(), digest.getLong());
  }

  /** An observation on the wire. */
  enum Wire implements RecordCodec<Observation> {
    INSTANCE;

    /** No number of an observation. */
    private static final int NONE = Integer.MIN_VALUE;

    @Override
    public void write(Observation observation, RawRecord raw, DataOutputView out)
        throws IOException {
      WireText.writeText(observation.place, raw, out);
      WireText.writeText(observation.country, raw, out);
      out.writeInt(observation.latitude);
      out.writeInt(observation.longitude);
      out.writeLong(observation.observedAt);
      out.writeInt(observation.temperature);
      out.writeInt(observation.apparentTemperature.orElse(NONE));
      out.writeInt(observation.humidity.orElse(NONE));
      out.writeInt(observation.precipitation);
      out.writeInt(observation.windSpeed);
      out.writeInt(observation.windDirection.orElse(NONE));
      out.writeInt(observation.weatherCode.orElse(NONE));
      out.writeByte(observation.source.ordinal());
      out.writeLong(observation.collectedAt);
    }

    @Override
    public Observation read(RawRecord raw, DataInputView in) throws IOException {
      return new Observation(
          WireText.readText(raw, in),
          WireText.readText(raw, in),
          in.readInt(),
          in.readInt(),
          in.readLong(),
          in.readInt(),
          ifAny(in.readInt()),
          ifAny(in.readInt()),
          in.readInt(),
          in.readInt(),
          ifAny(in.readInt()),
          ifAny(in.readInt()),
          WireText.readOneOf(ObservationSource.ALL, in),
          in.readLong());
    }

    private static OptionalInt ifAny(int number) {
      return number == NONE ? OptionalInt.empty() : OptionalInt.of(number);
    }
  }
}
