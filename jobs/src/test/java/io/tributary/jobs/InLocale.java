package io.tributary.jobs;

import java.util.Locale;
import java.util.concurrent.Callable;

/** Runs code as on a machine whose locale is another. */
public final class InLocale {
  private InLocale() {}

  /** What comes of it there; {@code ar-EG} has digits of its own, {@code tr-TR} letters. */
  public static <T> T of(String tag, Callable<T> code) throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      return code.call();
    } finally {
      Locale.setDefault(before);
    }
  }
}
