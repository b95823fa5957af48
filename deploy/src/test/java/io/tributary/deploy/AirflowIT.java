package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Airflow can't be installed here: Python executes the DAG files with a stand-in for it. */
final class AirflowIT {
  private static final String DAGS = "deploy/airflow/dags";
  private static final String TESTS = "deploy/src/test/python";

  private final SystemProgram python = new SystemProgram("python3", "apt-get install python3");

  @Test
  void compilesEveryFile(@TempDir Path folder) throws IOException {
    for (Path file : files()) {
      SystemProgram.Outcome outcome =
          python.run(
              "-c",
              "import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2], doraise=True)",
              file.toString(),
              folder.resolve("compiled").toString());

      assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    }
  }

  /** Airflow 2.9 runs with Python 3.8. */
  @Test
  void takesNoSyntaxThatIsNewerThanTheOldestPythonOfAirflow() throws IOException {
    for (Path file : files()) {
      SystemProgram.Outcome outcome =
          python.run(
              "-c",
              "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 8))",
              file.toString());

      assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "3"})
  void describesTheWorkAsBothReleasesOfAirflowTakeIt(String release) {
    needsJinja();
    SystemProgram.Outcome outcome =
        python.run(
            "-B",
            "-c",
            "import os, sys, unittest; os.environ['AIRFLOW_RELEASE'] = sys.argv[1];"
                + " sys.path.insert(0, sys.argv[2]); unittest.main('test_dags', argv=['test'])",
            release,
            TESTS);

    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(outcome.errors()).containsPattern("Ran [1-9][0-9]+ tests").contains("OK");
  }

  /** Airflow renders its templates with it. */
  private void needsJinja() {
    SystemProgram.Outcome outcome = python.run("-c", "import jinja2");
    if (outcome.exitCode() != 0) {
      new SystemProgram("python3 with jinja2", "apt-get install python3-jinja2").miss();
    }
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Documents.root().resolve(DAGS))) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".py")).toList();
      assertThat(all).hasSizeGreaterThanOrEqualTo(3);
      return all;
    }
  }
}
