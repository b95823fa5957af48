package io.tributary.cli.contract;

import io.tributary.cli.contract.FeedContract.Archive;
import io.tributary.cli.contract.FeedContract.Delivered;
import io.tributary.cli.contract.FeedContract.Dimension;
import io.tributary.cli.contract.FeedContract.Field;
import io.tributary.cli.contract.FeedContract.Rows;
import io.tributary.cli.contract.FeedContract.Tally;
import io.tributary.cli.contract.FeedContract.Windows;
import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.DatasetPlace;
import io.tributary.cli.lake.Zone;
import io.tributary.jobs.settings.SettingKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The contract of the multilingual texts. A text's language is what its record says. */
final class Texts {
  private static final List<String> LANGUAGES = List.of("fr", "en", "ar");
  private static final Zone RAW = Zone.in("raw", SettingKeys.TEXTS_RAW_PATH);
  private static final Zone PROCESSED = Zone.in("processed", SettingKeys.TEXTS_PROCESSED_PATH);

  static final FeedContract CONTRACT =
      new FeedContract(
          "texts",
          LANGUAGES.stream().map(Texts::input).toList(),
          List.of(),
          new TextIdentity("text_id", "metadata", "id", List.of("language", "timestamp", "text")),
          "timestamp",
          List.of(
              Field.required(Column.text("text")),
              Field.required(Column.text("language")),
              new Field(Column.object("metadata"), Optional.of("{}")),
              Field.required(Column.moment("timestamp"))),
          Map.of("language", Set.copyOf(LANGUAGES)),
          Optional.of(archive()),
          new Delivered(
              "processed-text",
              "text_id",
              List.of(
                  Column.text("text_id"),
                  Column.text("language"),
                  Column.text("text"),
                  Column.text("clean_text"),
                  Column.text("detected_language"),
                  Column.real("language_confidence"),
                  Column.flag("language_mismatch"),
                  Column.number("characters"),
                  Column.number("tokens"),
                  Column.texts("stems"),
                  Column.text("label"),
                  Column.real("score"),
                  Column.text("model_name"),
                  Column.text("model_version"),
                  Column.object("metadata"),
                  Column.moment("timestamp")),
              List.of(
                  "characters = length(text)",
                  "language_mismatch = (detected_language NOT IN (language, 'und'))")),
          LANGUAGES.stream()
              .map(
                  language ->
                      new Rows(
                          new DatasetPlace(PROCESSED, "language=" + language),
                          Map.of("language", language)))
              .toList(),
          List.of(),
          new Windows(
              "texts",
              Optional.empty(),
              List.of("characters", "tokens"),
              List.of(
                  new Dimension("language", DatasetPlace.inLake("texts_by_language")),
                  new Dimension("label", DatasetPlace.inLake("texts_by_label"))),
              List.of(new Tally("language_mismatches", "language_mismatch", "language_mismatch")),
              Optional.empty()));

  private Texts() {}

  private static String input(String language) {
    return "raw-text-" + language;
  }

  private static Archive archive() {
    Map<String, DatasetPlace> datasets = new LinkedHashMap<>();
    LANGUAGES.forEach(language -> datasets.put(input(language), new DatasetPlace(RAW, language)));
    return new Archive(datasets);
  }
}
