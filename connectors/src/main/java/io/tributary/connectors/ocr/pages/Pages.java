package io.tributary.connectors.ocr.pages;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tributary.connectors.ocr.fields.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a document consists of.
 *
 * @param problem why it can't be taken apart; null when it could
 * @param pages in their order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Pages(@Nullable String problem, List<OnePage> pages) {
  /**
   * A page.
   *
   * @param lines its own text; null when it has none
   * @param picture the file's name of its picture, in the folder of the result; null when it has
   *     text
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OnePage(@Nullable List<List<Word>> lines, @Nullable String picture) {}
}
