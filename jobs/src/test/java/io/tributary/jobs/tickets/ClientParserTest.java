package io.tributary.jobs.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.pipeline.enrich.DirectoryEntry;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientParserTest {
  private final ClientParser parser = new ClientParser();

  private static RawRecord raw(String key, String value) {
    return new RawRecord("clients", 0, 0, 0, bytes(key), bytes(value), false, 0);
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertRejected(RawRecord raw, RejectReason reason, String field) {
    Rejection rejection = catchThrowableOfType(Rejection.class, () -> parser.parse(raw));
    assertThat(rejection).isNotNull();
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.field()).isEqualTo(field);
  }

  @Test
  void aClientHasTheRegionOfItsCountry() throws Rejection {
    assertThat(parser.parse(raw(null, "{\"client_id\":\"CLIENT_1\",\"country\":\"FRA\"}")))
        .isEqualTo(new DirectoryEntry<>(Text.of("CLIENT_1"), Optional.of("Western Europe")));
  }

  @Test
  void aRecordWithoutValueRemovesTheClientOfItsKey() throws Rejection {
    assertThat(parser.parse(raw("CLIENT_1", null)))
        .isEqualTo(new DirectoryEntry<>(Text.of("CLIENT_1"), Optional.empty()));
  }

  @Test
  void badRecordsAreRejected() {
    assertRejected(raw("x", null), RejectReason.INVALID_VALUE, "client_id");
    assertRejected(raw(null, null), RejectReason.MALFORMED_JSON, "");
    assertRejected(raw("CLIENT_1", ""), RejectReason.MALFORMED_JSON, "");
    assertRejected(
        raw("CLIENT_1", "{\"client_id\":\"CLIENT_1\",\"country\":\"XX\"}"),
        RejectReason.INVALID_VALUE,
        "country");
    assertRejected(
        raw("CLIENT_1", "{\"client_id\":\"CLIENT_1\"}"), RejectReason.MISSING_FIELD, "country");
    assertRejected(
        raw("CLIENT_1", "{\"client_id\":\"1\",\"country\":\"FR\"}"),
        RejectReason.INVALID_VALUE,
        "client_id");
  }
}
