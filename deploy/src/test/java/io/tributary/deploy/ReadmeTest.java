package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The French README says what the English one does. */
final class ReadmeTest {
  private static final String TO_FRENCH = "*[En français](README.fr.md)*\n";
  private static final String TO_ENGLISH = "*[In English](README.md)*\n";

  private final String englishText = Documents.text("README.md");
  private final String frenchText = Documents.text("README.fr.md");
  private final Readme english = new Readme(englishText.replace(TO_FRENCH, ""));
  private final Readme french = new Readme(frenchText.replace(TO_ENGLISH, ""));

  @Test
  void linksToTheOtherLanguageAtItsTop() {
    assertThat(englishText).startsWith("# Tributary\n\n" + TO_FRENCH);
    assertThat(frenchText).startsWith("# Tributary\n\n" + TO_ENGLISH);
  }

  @Test
  void givesTheSameCommandsInFrench() {
    assertThat(english.blocks().get(0)).contains("./tributary demo", "./tributary test");
    assertThat(french.blocks()).isEqualTo(english.blocks());
  }

  @Test
  void hasTheSameSectionsInFrench() {
    assertThat(english.levels()).hasSizeGreaterThan(3);
    assertThat(french.levels()).isEqualTo(english.levels());
  }

  @Test
  void hasTheSameTablesInFrench() {
    assertThat(english.rows()).isNotEmpty();
    assertThat(french.rows()).isEqualTo(english.rows());
  }

  @Test
  void linksToTheSameDocumentsInFrench() {
    assertThat(french.links()).isEqualTo(english.links());
  }

  @Test
  void namesTheSameCodeInFrench() {
    assertThat(french.code()).isEqualTo(english.code());
  }

  @Test
  void givesTheSameFiguresInFrench() {
    assertThat(french.figures()).isEqualTo(english.figures());
  }

  @Test
  void leavesNoFigureOpen() {
    assertThat(englishText).doesNotContain("<!-- figure:");
    assertThat(frenchText).doesNotContain("<!-- figure:");
  }
}
