package io.tributary.jobs.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.jobs.InLocale;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvoiceParserTest {
  private static final String WHOLE =
      "{\"invoice_id\":\"F-1\",\"issued_at\":\"2026-01-31\",\"customer_id\":\"C\",\"country\":\"FR\","
          + "\"amount\":\"1 234,56\",\"currency\":\"gbp\",\"payment_mode\":\"card\","
          + "\"lines\":[{\"description\":\"a\",\"quantity\":2,\"unit_price\":\"617.28\"}]}";

  private final InvoiceParser parser = new InvoiceParser();

  private Invoice parsed(String place, String json) throws Rejection {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return parser.parse(new RawRecord(place, 0, 0, 0, null, bytes, false, 0));
  }

  @Test
  void readsAWholeInvoice() throws Rejection {
    Invoice invoice = parsed("factures-raw", WHOLE);
    assertThat(invoice.identity()).isEqualTo("kafka|F-1");
    assertThat(invoice.issuedAt()).isEqualTo(1_769_817_600_000_000L);
    assertThat(invoice.exactAmount()).isEqualByComparingTo("1234.56");
    assertThat(invoice.currency()).isEqualTo("GBP");
    assertThat(invoice.paymentMode()).isEqualTo(PaymentMode.CARD);
    assertThat(invoice.lines()).asString().startsWith("[{\"description\"");
  }

  @Test
  void whatIsNotSaidIsTakenFromThePlaceAndTheRules() throws Rejection {
    Invoice invoice =
        parsed(
            "files/2026/january.csv",
            "{\"invoice_id\":\"F-1\",\"issued_at\":\"2026-01-31T10:00:00+01:00\","
                + "\"country\":\"المغرب\",\"amount\":-5}");
    assertThat(invoice.identity()).isEqualTo("files|F-1");
    assertThat(invoice.currency()).isEqualTo("EUR");
    assertThat(invoice.paymentMode()).isEqualTo(PaymentMode.OTHER);
    assertThat(invoice.customerId()).hasToString("");
    assertThat(invoice.lines()).hasToString("[]");
    assertThat(invoice.exactAmount()).isEqualByComparingTo("-5");
  }

  @Test
  void theContentIsTheSameWhereverItRuns() throws Exception {
    UUID content = parsed("factures-raw", WHOLE).content();

    assertThat(InLocale.of("ar-EG", () -> parsed("factures-raw", WHOLE).content()))
        .isEqualTo(content);
  }

  @Test
  void everyFieldIsPartOfTheContent() throws Rejection {
    Invoice invoice = parsed("factures-raw", WHOLE);
    assertThat(parsed("factures-raw", WHOLE).content()).isEqualTo(invoice.content());
    for (String[] change :
        new String[][] {
          {"2026-01-31", "2026-01-30"},
          {"\"C\"", "\"CF\""},
          {"\"FR\"", "\"France\""},
          {"1 234,56", "1 234,57"},
          {"gbp", "eur"},
          {"card", "cash"},
          {"617.28", "617.29"}
        }) {
      Invoice other = parsed("factures-raw", WHOLE.replace(change[0], change[1]));
      assertThat(other.content()).as(change[1]).isNotEqualTo(invoice.content());
      assertThat(other.identity()).isEqualTo(invoice.identity());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"invoice_id\":\"F-1\";\"invoice_id\":\" \";MISSING_FIELD;invoice_id",
        "\"invoice_id\":\"F-1\",;;MISSING_FIELD;invoice_id",
        "2026-01-31;31/01/2026;INVALID_VALUE;issued_at",
        "\"FR\";null;MISSING_FIELD;country",
        "1 234,56;1,234;INVALID_VALUE;amount",
        "gbp;euros;INVALID_VALUE;currency",
        "card;carte;INVALID_VALUE;payment_mode",
        "\"C\";7;INVALID_VALUE;customer_id",
        "617.28;dear;INVALID_VALUE;lines",
        "};};MALFORMED_JSON;``"
      })
  void saysWhichFieldIsWrong(String part, String instead, RejectReason reason, String field) {
    String wrong =
        reason == RejectReason.MALFORMED_JSON
            ? WHOLE.substring(1)
            : WHOLE.replace(part, instead == null ? "" : instead);
    assertThatThrownBy(() -> parsed("factures-raw", wrong))
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(reason);
              assertThat(rejection.field()).isEqualTo(field == null ? "" : field);
            });
  }

  @Test
  void refusesLinesThatNoOutputTakes() throws Rejection {
    int most = InvoiceLines.LONGEST - linesOf("").length();
    assertThat(parsed("factures-raw", withLines(linesOf("x".repeat(most)))).lines().length())
        .isEqualTo(InvoiceLines.LONGEST);
    assertThatThrownBy(() -> parsed("factures-raw", withLines(linesOf("x".repeat(most + 1)))))
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> assertThat(rejection.reason()).isEqualTo(RejectReason.TOO_LONG));
  }

  private static String linesOf(String description) {
    return "[{\"description\":\"" + description + "\",\"quantity\":1,\"unit_price\":1}]";
  }

  private static String withLines(String lines) {
    return WHOLE.replaceFirst("\"lines\":\\[.*]", "\"lines\":" + lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-2147483648", "1e99999999999", "100e2147483647"})
  void aNumberThatNoDecimalCanHoldIsNoneOfALine(String number) {
    String line = "{\"description\":\"\",\"quantity\":" + number + ",\"unit_price\":1}";
    String wrong = WHOLE.replaceFirst("\"lines\":\\[.*]", "\"lines\":[" + line + "]");
    assertThatThrownBy(() -> parsed("factures-raw", wrong))
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(RejectReason.INVALID_VALUE);
              assertThat(rejection.field()).isEqualTo("lines");
              assertThat(rejection.detail()).doesNotContain("\n");
            });
  }
}
