package io.tributary.text;

import java.util.Locale;
import java.util.Optional;

/** The languages that texts arrive in. */
public enum Language {
  FR,
  EN,
  AR;

  /** Its ISO 639-1 code, in lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The language of an ISO 639-1 code in lower case, if it is one of these. */
  public static Optional<Language> of(String code) {
    for (Language language : values()) {
      if (language.code().equals(code)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }
}
