package io.tributary.connectors.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How a file's text is written. A byte order mark says it. Without one a text is UTF-8 if it can
 * be: hardly any text in another encoding is valid UTF-8 by chance. What remains is taken for
 * Windows-1252, which holds ISO-8859-1 and -15's letters. Statistics, as general detectors use
 * them, guess worse than that between so few.
 */
enum Encoding {
  UTF_8(StandardCharsets.UTF_8, 1, "\u00ef\u00bb\u00bf"),
  UTF_16LE(StandardCharsets.UTF_16LE, 2, "\u00ff\u00fe"),
  UTF_16BE(StandardCharsets.UTF_16BE, 2, "\u00fe\u00ff"),
  WINDOWS_1252(Charset.forName("windows-1252"), 1, "");

  private final Charset charset;
  private final int width;
  private final String mark;

  Encoding(Charset charset, int width, String mark) {
    this.charset = charset;
    this.width = width;
    this.mark = mark;
  }

  Charset charset() {
    return charset;
  }

  /** The bytes of one unit: what tells quotes and line ends apart is one unit in each encoding. */
  int width() {
    return width;
  }

  /** The unit that begins there. */
  int unit(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    return switch (this) {
      case UTF_8, WINDOWS_1252 -> first;
      case UTF_16LE -> first | ((bytes[at + 1] & 0xFF) << 8);
      case UTF_16BE -> (first << 8) | (bytes[at + 1] & 0xFF);
    };
  }

  /** The length in bytes of the byte order mark with which a text begins; 0 when it has none. */
  int markLength(byte[] beginning, int length) {
    int most = Math.min(mark.length(), length);
    String first = new String(beginning, 0, most, StandardCharsets.ISO_8859_1);
    return first.equals(mark) ? most : 0;
  }

  /**
   * Decodes, strictly.
   *
   * @throws CharacterCodingException if the bytes aren't text in this encoding
   */
  String decode(byte[] bytes) throws CharacterCodingException {
    return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
