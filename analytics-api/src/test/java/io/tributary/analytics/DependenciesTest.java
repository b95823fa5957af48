package io.tributary.analytics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The API reads the lake and the topics; of the jobs it knows only what these are called. */
class DependenciesTest {
  @Test
  void knowsNoJobAndOfFlinkOnlyItsFileSystems() {
    var classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tributary.analytics");
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tributary.pipeline..",
            "io.tributary.connectors..",
            "io.tributary.jobs..",
            "io.tributary.testkit..",
            "org.apache.flink.streaming..",
            "org.apache.flink.runtime..",
            "org.apache.flink.api..")
        .check(classes);
  }
}
