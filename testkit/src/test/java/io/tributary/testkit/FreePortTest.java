package io.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FreePortTest {
  @Test
  void givesNoPortTwice() { // two of 300 would be the same in 97 of 100 runs
    assertThat(Stream.generate(FreePort::any).limit(300)).doesNotHaveDuplicates();
  }
}
