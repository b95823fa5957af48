package io.tributary.cli;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Durations on the command line, written as Flink writes them: {@code 10s}, {@code 1min}, {@code
 * 7d}.
 */
public final class FlinkDuration implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      return TimeUtils.parseDuration(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration: write it like 500ms, 10s, 1min, 2h or 7d");
    }
  }
}
