package io.tributary.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class PropertiesFuzzTest {
  private static final class Subject {
    static final Path FILE = ConfigFiles.temporary(".properties");
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "# a comment\\\nwindow.size = 10s\n! another\nlake.path:/lake\n",
            "kafka.bootstrap.servers=a:9092,\\\n  b:9092\r\nparallelism 4",
            "a=\\u00e9\nb=\\u12\n",
            "a=1\ra=2\n",
            "a\\ b=\\#1\\\\\nc",
            "\u000b#a\\\nb=1",
            "\u00e9=\u0645",
            "a=1\\",
            "a=1\n\\\n\nb=2",
            "\\\n\n",
            "\\\r\n",
            "\\\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** It reads line by line; the JDK all at once. */
  @MethodSource("seeds")
  @FuzzTest
  void isReadAsTheJdkReadsItOrSaysWhatIsWrong(byte[] bytes) throws IOException {
    Files.write(Subject.FILE, bytes);
    ConfigFile read = ConfigFile.read(Subject.FILE, Set.of());
    assertThat(read.problems()).allMatch(problem -> problem.contains(Subject.FILE.toString()));
    if (read.problems().isEmpty()) {
      Properties all = new Properties();
      all.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
      Map<String, String> expected = new HashMap<>();
      for (String key : all.stringPropertyNames()) {
        expected.put(key.strip(), all.getProperty(key).strip());
      }
      Map<String, String> found = new HashMap<>();
      read.entries().forEach(entry -> found.put(entry.key(), entry.text()));
      assertThat(found).isEqualTo(expected);
    }
  }
}
