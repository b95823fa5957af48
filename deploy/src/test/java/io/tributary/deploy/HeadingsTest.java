package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HeadingsTest {
  @Test
  void haveTheAnchorsThatGitHubGivesThem() {
    assertThat(
            Headings.anchors(
                """
                # Job manager lost, with --ha

                Text.

                ## It doesn't answer
                ### Réponses: 3 — déjà_vues
                ###### `lake.path` and [the *rest*](storage.md#lake) ##
                """))
        .containsExactly(
            "job-manager-lost-with---ha",
            "it-doesnt-answer",
            "réponses-3--déjà_vues",
            "lakepath-and-the-rest");
  }

  @Test
  void areToldApartByNumbers() {
    assertThat(Headings.anchors("# Limits\n## Others\n## Limits\n### Limits\n"))
        .containsExactly("limits", "others", "limits-1", "limits-2");
  }

  @Test
  void areNotInCode() {
    assertThat(Headings.anchors("# A\n\n1. Do:\n\n   ```\n# no\n   ```\n\n## B\n#!/bin/sh\n"))
        .containsExactly("a", "b");
  }
}
