package io.tributary.cli.simulate;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;

/** Event times as producers all over the world write them: RFC 3339, most of them in UTC. */
public final class EventTime {
  private static final long MICROS = 1_000_000L;
  private static final int ABROAD_OF_100 = 5;
  private static final int[] OFFSET_MINUTES = {60, 120, 180, -300, 330, -210};

  private EventTime() {}

  /** A time to the microsecond. */
  public static String micros(long epochMicros, SplittableRandom random) {
    return written(epochMicros, 6, random);
  }

  /**
   * A time with fewer digits, cut.
   *
   * @param epochMicros in microseconds since the epoch
   * @param digits of the second's fraction, 0 to 6
   */
  // By hand: java.time's formatter would take a third of the time of a record.
  public static String written(long epochMicros, int digits, SplittableRandom random) {
    int minutes =
        random.nextInt(100) < ABROAD_OF_100
            ? OFFSET_MINUTES[random.nextInt(OFFSET_MINUTES.length)]
            : 0;
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(epochMicros, MICROS) + minutes * 60L, 0, ZoneOffset.UTC);
    byte[] text =
        new byte[] {
          '0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0', '0', ':', '0', '0', ':', '0',
          '0', '.', '0', '0', '0', '0', '0', '0'
        };
    digits(text, 0, 4, time.getYear());
    digits(text, 5, 2, time.getMonthValue());
    digits(text, 8, 2, time.getDayOfMonth());
    digits(text, 11, 2, time.getHour());
    digits(text, 14, 2, time.getMinute());
    digits(text, 17, 2, time.getSecond());
    digits(text, 20, 6, (int) Math.floorMod(epochMicros, MICROS));
    int length = digits == 0 ? 19 : 20 + digits;
    String local = new String(text, 0, length, StandardCharsets.US_ASCII);
    return minutes == 0 ? local + "Z" : local + ZoneOffset.ofTotalSeconds(minutes * 60);
  }

  private static void digits(byte[] text, int from, int count, int number) {
    int left = number;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }
}
