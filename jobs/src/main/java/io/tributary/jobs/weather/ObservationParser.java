package io.tributary.jobs.weather;

import io.tributary.jobs.json.Decimals;
import io.tributary.jobs.json.TextFields;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads observations and checks them by the rules of {@code schemas/weather.schema.json}. */
final class ObservationParser implements Parser<Observation> {
  private static final long serialVersionUID = 1L;

  /** Code points of a place's or a country's name. */
  private static final int LONGEST = 200;

  private static final Text NOTHING = Text.of("");

  /** The fields, in the order in which most records have them. */
  private enum Field {
    PLACE,
    COUNTRY,
    LATITUDE(-90, 90, "degrees", Observation.DEGREE_SCALE),
    LONGITUDE(-180, 180, "degrees", Observation.DEGREE_SCALE),
    OBSERVED_AT,
    /** The coldest and the hottest air that was ever measured: -89.2 and 56.7. */
    TEMPERATURE_C(-100, 70, "degrees Celsius", Observation.SCALE),
    /** Wind makes it colder, and moist air hotter. */
    APPARENT_TEMPERATURE_C(-150, 100, "degrees Celsius", Observation.SCALE),
    RELATIVE_HUMIDITY_PCT(0, 100, "per cent", Observation.SCALE),
    /** No day has ever had more than 1825. */
    PRECIPITATION_MM(0, 2000, "millimetres", Observation.SCALE),
    /** No gust was ever faster than 408, no tornado than about 520. */
    WIND_SPEED_KMH(0, 600, "kilometres an hour", Observation.SCALE),
    WIND_DIRECTION_DEG(0, 360, "degrees", Observation.SCALE),
    WEATHER_CODE(0, 99, "", 0),
    SOURCE,
    COLLECTED_AT;

    private static final List<Field> ALL = List.of(values());

    private final String code = name().toLowerCase(Locale.ROOT);
    private final BigDecimal least;
    private final BigDecimal greatest;
    private final String unit;
    private final int scale;

    Field() {
      this(0, 0, "", 0);
    }

    Field(int least, int greatest, String unit, int scale) {
      this.least = BigDecimal.valueOf(least);
      this.greatest = BigDecimal.valueOf(greatest);
      this.unit = unit;
      this.scale = scale;
    }
  }

  private transient @Nullable TextFields fields;

  @Override
  public Observation parse(RawRecord raw) throws Rejection {
    TextFields all = fields;
    if (all == null) {
      all = new TextFields(Field.ALL.stream().map(field -> field.code).toArray(String[]::new));
      fields = all;
    }
    all.read(raw.value());
    return new Observation(
        all.notBlank(Field.PLACE.ordinal(), LONGEST),
        TextFields.notTooLong(
            Field.COUNTRY.code, all.textIfAny(Field.COUNTRY.ordinal()).orElse(NOTHING), LONGEST),
        number(all, Field.LATITUDE),
        number(all, Field.LONGITUDE),
        moment(all, Field.OBSERVED_AT),
        number(all, Field.TEMPERATURE_C),
        numberIfAny(all, Field.APPARENT_TEMPERATURE_C),
        numberIfAny(all, Field.RELATIVE_HUMIDITY_PCT),
        number(all, Field.PRECIPITATION_MM),
        number(all, Field.WIND_SPEED_KMH),
        numberIfAny(all, Field.WIND_DIRECTION_DEG),
        numberIfAny(all, Field.WEATHER_CODE),
        source(all.required(Field.SOURCE.ordinal())),
        moment(all, Field.COLLECTED_AT));
  }

  private static int number(TextFields all, Field field) throws Rejection {
    OptionalInt number = numberIfAny(all, field);
    if (number.isEmpty()) {
      throw new Rejection(
          RejectReason.MISSING_FIELD, field.code, field.code + " is missing or null");
    }
    return number.getAsInt();
  }

  /** A number in units of its last digit that is kept, further digits rounded. */
  private static OptionalInt numberIfAny(TextFields all, Field field) throws Rejection {
    if (!all.isNumberIfAny(field.ordinal())) {
      throw new Rejection(RejectReason.INVALID_VALUE, field.code, field.code + " is not a number");
    }
    Text written = all.number(field.ordinal()).orElse(null);
    if (written == null) {
      return OptionalInt.empty();
    }
    BigDecimal number = Decimals.read(written.toString()).orElse(null);
    if (number == null
        || number.compareTo(field.least) < 0
        || number.compareTo(field.greatest) > 0
        || field.scale == 0 && number.stripTrailingZeros().scale() > 0) {
      throw TextFields.invalid(
          field.code,
          written,
          "is not %s from %s to %s%s"
              .formatted(
                  field.scale == 0 ? "a whole number" : "a number",
                  field.least,
                  field.greatest,
                  field.unit.isEmpty() ? "" : " " + field.unit));
    }
    return OptionalInt.of(
        number.setScale(field.scale, RoundingMode.HALF_UP).unscaledValue().intValueExact());
  }

  private static long moment(TextFields all, Field field) throws Rejection {
    return TextFields.moment(field.code, all.required(field.ordinal()));
  }

  private static ObservationSource source(Text text) throws Rejection {
    for (ObservationSource source : ObservationSource.ALL) {
      if (text.equals(Text.of(source.code()))) {
        return source;
      }
    }
    throw TextFields.invalid(Field.SOURCE.code, text, "is not forecast or archive");
  }
}
