package io.tributary.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What modules and packages may know, as far as Maven lets them. */
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
            "io.tributary.connectors..")
        .check(ALL);
  }

  @Test
  void connectorsKnowNoText() {
    noClasses()
        .that()
        .resideInAPackage("io.tributary.connectors..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.tributary.text..")
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
    String[] feeds =
        Stream.of(FEEDS).map(feed -> "io.tributary.jobs." + feed + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(feeds)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(feeds)
        .check(ALL);
  }

  @Test
  void noPackagesDependOnOneAnotherInACircle() {
    slices().matching("io.tributary.connectors.(*)..").should().beFreeOfCycles().check(ALL);
    slices().matching("io.tributary.jobs.(*)..").should().beFreeOfCycles().check(ALL);
  }
}
