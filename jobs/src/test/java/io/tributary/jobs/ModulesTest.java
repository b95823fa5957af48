package io.tributary.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies point one way: jobs → connectors → pipeline-core, and jobs → text. */
class ModulesTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(
              "io.tributary.pipeline",
              "io.tributary.text",
              "io.tributary.connectors",
              "io.tributary.lineage",
              "io.tributary.jobs");

  private static final String[] FEEDS = {"tickets", "texts", "invoices", "weather", "tweets"};

  @Test
  void allModulesAreLookedAt() {
    assertThat(ALL.stream().map(c -> c.getPackageName().split("\\.")[2]).distinct())
        .containsExactlyInAnyOrder("pipeline", "text", "connectors", "lineage", "jobs");
  }

  @Test
  void pipelineCoreKnowsFlinkAndNoConnector() {
    classes()
        .that()
        .resideInAPackage("io.tributary.pipeline..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.tributary.pipeline..",
            "java..",
            "org.apache.flink..",
            "it.unimi.dsi.fastutil..",
            "org.slf4j..",
            "org.jspecify..")
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage("io.tributary.pipeline..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink.connector..")
        .check(ALL);
  }

  @Test
  void lineageKnowsFlinkAlone() {
    classes()
        .that()
        .resideInAPackage("io.tributary.lineage..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.tributary.lineage..",
            "java..",
            "org.apache.flink.api.common..",
            "org.apache.flink.core.execution..",
            "org.apache.flink.util..",
            "org.slf4j..",
            "org.jspecify..")
        .check(ALL);
  }

  @Test
  void onlyTheLaunchKnowsWhatSendsLineage() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.tributary.lineage..", "io.tributary.jobs.launch..", "io.tributary.jobs.lineage..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tributary.lineage..", "io.openlineage..")
        .check(ALL);
  }

  @Test
  void textKnowsNoFlink() {
    noClasses()
        .that()
        .resideInAPackage("io.tributary.text..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink..",
            "org.apache.kafka..",
            "io.tributary.pipeline..",
            "io.tributary.connectors..",
            "io.tributary.jobs..")
        .check(ALL);
  }

  @Test
  void connectorsKnowNoFeed() {
    noClasses()
        .that()
        .resideInAPackage("io.tributary.connectors..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tributary.jobs..", "io.tributary.cli..", "io.tributary.text..")
        .check(ALL);
  }

  @Test
  void jobsKnowNoCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("io.tributary.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tributary.cli..", "picocli..")
        .check(ALL);
  }

  @Test
  void feedsDoNotKnowOneAnother() {
    for (String feed : FEEDS) {
      for (String other : FEEDS) {
        if (!feed.equals(other)) {
          noClasses()
              .that()
              .resideInAPackage("io.tributary.jobs." + feed + "..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("io.tributary.jobs." + other + "..")
              .allowEmptyShould(true)
              .check(ALL);
        }
      }
    }
  }

  @Test
  void whatFeedsShareKnowsNoFeed() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.tributary.jobs.json..",
            "io.tributary.jobs.launch..",
            "io.tributary.jobs.preflight..",
            "io.tributary.jobs.regions..",
            "io.tributary.jobs.settings..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tributary.jobs.tickets..",
            "io.tributary.jobs.texts..",
            "io.tributary.jobs.invoices..",
            "io.tributary.jobs.weather..",
            "io.tributary.jobs.tweets..")
        .check(ALL);
  }

  @Test
  void noPackagesDependOnOneAnotherInACircle() {
    slices().matching("io.tributary.connectors.(*)..").should().beFreeOfCycles().check(ALL);
    slices().matching("io.tributary.jobs.(*)..").should().beFreeOfCycles().check(ALL);
  }
}
