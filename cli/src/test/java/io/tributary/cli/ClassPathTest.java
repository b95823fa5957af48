package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClassPathTest {
  /** Its native library is 150 MB, 650 unpacked: for JVMs of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"org/tensorflow/TensorFlow.class", "org/bytedeco/javacpp/Loader.class"})
  void holdsNoTensorFlow(String file) {
    assertThat(getClass().getClassLoader().getResource(file)).isNull();
  }

  @Test
  void holdsWhatTheseTestsWouldFindOtherwise() {
    assertThat(
            List.of("org/apache/flink/api/common/JobID.class", "io/tributary/text/TextModel.class"))
        .allSatisfy(file -> assertThat(getClass().getClassLoader().getResource(file)).isNotNull());
  }
}
