package io.tributary.connectors.ocr.fields;

import java.text.Normalizer;

/**
 * The form in which labels are compared: lower case, without accents and Arabic vowel signs, and
 * with one form of alef, yeh and teh marbuta. It has as many characters as the text, so that what
 * is found in it is found in the text.
 */
final class Folded {
  private Folded() {}

  static String of(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      out.append(of(text.charAt(i)));
    }
    return out.toString();
  }

  private static char of(char c) {
    if (c < 0x80) {
      return Character.toLowerCase(c);
    }
    return switch (c) {
      case 'أ', 'إ', 'آ', 'ٱ' -> 'ا';
      case 'ى' -> 'ي';
      case 'ة' -> 'ه';
      case '’', '‘' -> '\'';
      case 'º', '˚' -> '°';
      default ->
          Character.isSurrogate(c)
              ? c
              : Character.toLowerCase(
                  Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD).charAt(0));
    };
  }
}
