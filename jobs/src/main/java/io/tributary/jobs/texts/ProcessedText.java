package io.tributary.jobs.texts;

import io.tributary.jobs.texts.Classifier.Classified;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import io.tributary.text.Language;
import io.tributary.text.LanguageIdentifier.Identified;
import io.tributary.text.Words;

/**
 * A text with what was found out about it.
 *
 * @param raw the text as it came in
 * @param clean without mark-up, addresses and what can't be seen
 * @param identified the language that it seems to be written in
 * @param words its words in that language; in the declared one when none was found
 * @param classified what it is about, and which model says so
 */
record ProcessedText(
    RawText raw, String clean, Identified identified, Words words, Classified classified) {

  /** ISO 639-2's code for a language that can't be told. */
  private static final String UNDETERMINED = "und";

  /** As the lake shows it, which has the declared language in the folder's name. */
  static final Columns<ProcessedText> LAKE =
      withRest(
          Columns.<ProcessedText>of()
              .text("text_id", row -> row.raw.textId())
              .text("text", row -> row.raw.text()));

  /** As the topic shows it. */
  static final Columns<ProcessedText> TOPIC =
      withRest(
          Columns.<ProcessedText>of()
              .text("text_id", row -> row.raw.textId())
              .label("language", row -> row.language().code())
              .text("text", row -> row.raw.text()));

  private static Columns<ProcessedText> withRest(Columns<ProcessedText> columns) {
    return columns
        .text("clean_text", row -> Text.of(row.clean))
        .label(
            "detected_language",
            row -> row.identified.language().map(Language::code).orElse(UNDETERMINED))
        .real("language_confidence", row -> row.identified.confidence())
        .yesOrNo("language_mismatch", ProcessedText::isMismatch)
        .int32("characters", ProcessedText::characters)
        .int32("tokens", ProcessedText::tokens)
        .texts("stems", row -> row.words.stems())
        .label("label", ProcessedText::label)
        .real("score", row -> row.classified.classification().score())
        .label("model_name", row -> row.classified.classification().modelName())
        .label("model_version", row -> row.classified.classification().modelVersion())
        .json("metadata", row -> row.raw.metadata())
        .timestampMicros("timestamp", row -> row.raw.timestamp());
  }

  /** What it was declared to be. */
  Language language() {
    return raw.language();
  }

  /** Whether it seems to be written in another language than it was declared to be. */
  boolean isMismatch() {
    return identified.language().isPresent() && identified.language().get() != language();
  }

  /** The Unicode code points of the text as it came in. */
  long characters() {
    return raw.text().codePoints();
  }

  long tokens() {
    return words.tokens();
  }

  String label() {
    return classified.classification().label();
  }

  /** Whether the model that is meant to has classified it. */
  boolean isPredicted() {
    return classified.isPredicted();
  }

  /** Whether that model has done so within a time, in milliseconds. */
  boolean isPredictedWithin(long millis) {
    return classified.isPredicted() && classified.millis() <= millis;
  }
}
