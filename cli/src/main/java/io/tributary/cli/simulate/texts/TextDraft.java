package io.tributary.cli.simulate.texts;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tributary.cli.simulate.JsonFields;
import io.tributary.text.Language;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A text before it is written as JSON.
 *
 * @param language the declared one
 */
record TextDraft(String text, Language language, Metadata metadata, String timestamp) {
  /** Of 100 producers so many write JSON as Python does: ASCII only, spaces between. */
  private static final int ASCII_OF_100 = 12;

  String topic() {
    return "raw-text-" + language.code();
  }

  byte @Nullable [] key() {
    return metadata.id() == null ? null : metadata.id().getBytes(StandardCharsets.UTF_8);
  }

  byte[] json(SplittableRandom random) {
    boolean ascii = random.nextInt(100) < ASCII_OF_100;
    String colon = ascii ? "\": " : "\":";
    String comma = ascii ? ", \"" : ",\"";
    StringBuilder json = new StringBuilder(text.length() + 256);
    json.append("{\"text").append(colon);
    quote(text, ascii, json);
    json.append(comma).append("language").append(colon);
    json.append('"').append(language.code()).append('"');
    if (metadata.json() != null) {
      json.append(comma).append("metadata").append(colon).append(metadata.json());
    }
    json.append(comma).append("timestamp").append(colon);
    json.append('"').append(timestamp).append("\"}");
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The fields that must be there, and metadata. */
  JsonFields fields() {
    return new JsonFields()
        .text("text", text)
        .text("language", language.code())
        .put("metadata", metadata.json() == null ? "{}" : metadata.json())
        .text("timestamp", timestamp);
  }

  private static void quote(String text, boolean ascii, StringBuilder json) {
    json.append('"');
    if (ascii) {
      StringBuilder quoted = new StringBuilder(text.length() + 16);
      JsonStringEncoder.getInstance().quoteAsString(text, quoted);
      for (int i = 0; i < quoted.length(); i++) {
        char c = quoted.charAt(i);
        if (c < 0x7F) {
          json.append(c);
        } else {
          json.append("\\u").append(Character.forDigit(c >> 12, 16));
          json.append(Character.forDigit(c >> 8 & 0xF, 16));
          json.append(Character.forDigit(c >> 4 & 0xF, 16));
          json.append(Character.forDigit(c & 0xF, 16));
        }
      }
    } else {
      JsonStringEncoder.getInstance().quoteAsString(text, json);
    }
    json.append('"');
  }
}
