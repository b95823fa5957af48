package io.tributary.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class YamlFuzzTest {
  private static final class Subject {
    static final Path FILE = ConfigFiles.temporary(".yaml");
  }

  /** What may be a password. */
  private static final String SECRET = "hunter22";

  static Stream<byte[]> seeds() {
    return Stream.of(
            "window:\n  size: 10s\nlake.path: /lake\ntickets.teams: {billing: B, account: A}\n",
            "topics: [a, b]\n? [c]\n: d\n",
            "a: &x 1\nb: *x\n",
            "a: &x [1]\nb: *x\n",
            "password: *hunter22\n",
            "password: !hunter22 [\n",
            "password: %hunter22\n",
            "password: \"hunter22\\q\"\n",
            "a: 1\na: 2\n",
            "--- 1\n--- 2\n",
            "a: \"\\e[2J\"\n\t",
            "[".repeat(60),
            "- a\n- b\n",
            "a: ~\nb:\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** What is no YAML is said without a word of it: values may be secrets. */
  @MethodSource("seeds")
  @FuzzTest
  void holdsKeysOnceOrSaysWhatIsWrong(byte[] bytes) throws IOException {
    Files.write(Subject.FILE, bytes);
    ConfigFile read = ConfigFile.read(Subject.FILE, Set.of("tickets.teams"));
    assertThat(read.problems())
        .allMatch(problem -> problem.contains(Subject.FILE.toString()))
        .noneMatch(problem -> problem.startsWith("config:") && problem.contains(SECRET));
    if (read.problems().isEmpty()) {
      Set<String> keys = new HashSet<>();
      assertThat(read.entries()).allMatch(entry -> keys.add(entry.key()));
      assertThat(read.entries()).allMatch(entry -> entry.text().equals(entry.text().strip()));
    }
  }
}
