package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BoundedJsonTest {
  @Test
  void readsNoDocumentThatIsTooLarge() {
    byte[] blank = new byte[BoundedJson.DOCUMENT + 100_000];
    Arrays.fill(blank, (byte) ' ');
    InputStream document = new ByteArrayInputStream(blank);
    assertThatThrownBy(() -> BoundedJson.mapper().readTree(document))
        .isInstanceOf(StreamConstraintsException.class);
  }

  @Test
  void readsNoDeepOne() {
    assertThatThrownBy(() -> BoundedJson.mapper().readTree("[".repeat(101) + "]".repeat(101)))
        .isInstanceOf(StreamConstraintsException.class);
  }
}
