package io.tributary.cli.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityTest {
  private static final String UUID_TEXT = "550e8400-e29b-41d4-a716-446655440000";

  @Test
  void aTicketsIdentityIsItsUuidWhateverTheCase() {
    Identity identity = FeedContract.of("tickets").identity();
    assertThat(identity.key(UUID_TEXT)).isEqualTo(UUID.fromString(UUID_TEXT));
    assertThat(identity.key(UUID_TEXT.toUpperCase(Locale.ROOT)))
        .isEqualTo(UUID.fromString(UUID_TEXT));
    assertThat(of("tickets", "{\"ticket_id\":\"" + UUID_TEXT.toUpperCase(Locale.ROOT) + "\"}"))
        .isEqualTo(UUID_TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "550e8400-e29b-41d4-a716-44665544000",
        "550e8400-e29b-41d4-a716-44665544000g",
        "550e8400-e29b-41d4-a716--46655440000",
        "550e8400+e29b-41d4-a716-446655440000"
      })
  void nothingElseIsATicketsIdentity(String text) {
    assertThat(FeedContract.of("tickets").identity().key(text)).isNull();
    assertThat(of("tickets", "{\"ticket_id\":\"" + text + "\"}")).isNull();
  }

  @Test
  void aTextsIdentityIsWhatItsSenderSays() {
    assertThat(of("texts", "{\"metadata\":{\"id\":\"Ä-\\u0031\",\"a\":{\"id\":\"no\"}}}"))
        .isEqualTo("Ä-1");
    Identity identity = FeedContract.of("texts").identity();
    assertThat(identity.key("a")).isNotEqualTo(identity.key("A"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\"metadata\":null,", "\"metadata\":{\"id\":7},", "\"metadata\":{\"id\":{}},"})
  void otherwiseItIsAHashOfLanguageTimeAndText(String metadata) throws Exception {
    String record =
        "{\"text\":\"l'\\u00e9t\\u00e9\\n\",%s\"language\":\"fr\",\"timestamp\":\"2026-01-05T20:00+01\"}"
            .formatted(metadata);
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest("fr\n2026-01-05T20:00+01\nl'été\n\n".getBytes(UTF_8)));
    assertThat(of("texts", record)).isEqualTo(hash);
    assertThat(of("texts", record.substring(0, record.length() - 1)))
        .as("what can't be read to its end may have another")
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"source\":null,", "\"source\":\"\",", "\"source\":\"kafka\","})
  void anInvoiceOfTheTopicIsFromKafkaUnlessItSaysOtherwise(String source) {
    assertThat(ofInvoice("{" + source + "\"invoice_id\":\"F-1\"}")).isEqualTo("kafka|F-1");
    assertThat(ofInvoice("{\"source\":\"files\",\"invoice_id\":\"F-1\"}")).isEqualTo("files|F-1");
  }

  private static String ofInvoice(String record) {
    RecordFields fields = new RecordFields(Invoices.REPLAYABLE.fields());
    boolean whole = fields.read(record.getBytes(UTF_8));
    return Invoices.REPLAYABLE.identity().of(fields, whole);
  }

  private static String of(String feed, String record) {
    FeedContract contract = FeedContract.of(feed);
    RecordFields fields = new RecordFields(contract.columns());
    boolean whole = fields.read(record.getBytes(UTF_8));
    return contract.identity().of(fields, whole);
  }
}
