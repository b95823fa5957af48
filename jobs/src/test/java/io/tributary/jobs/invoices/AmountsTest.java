package io.tributary.jobs.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12|120000",
        "12.5|125000",
        "12.|120000",
        ".5|5000",
        "-0.0001|-1",
        "+3|30000",
        "12,5|125000",
        "1234,56|12345600",
        "1 234,56|12345600",
        "-1\u00A0234\u202F567.8900|-12345678900",
        "1 234,5678|12345678",
        "0.10000000|1000",
        "99999999999999.9999|999999999999999999",
        "00012|120000"
      })
  void readsTextsExactly(String text, long amount) {
    assertThat(Amounts.ofText(text)).contains(amount);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "1,234",
        "1,2345",
        "1.234,56",
        "1,234.56",
        "12 34",
        "1e3",
        "0.00001",
        "NaN",
        "100000000000000",
        "1 234 567 890 123 456",
        "12€",
        "١٢",
        "0x10",
        "--1",
        "1 234 5"
      })
  void refusesWhatIsNoAmountOrMoreThanOne(String text) {
    assertThat(Amounts.ofText(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "12,120000",
    "1.5e2,1500000",
    "-1E-4,-1",
    "0e999999999,0",
    "99999999999999.9999,999999999999999999"
  })
  void readsNumbersExactly(String number, long amount) {
    assertThat(Amounts.ofNumber(number)).contains(amount);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e14",
        "-1e14",
        "1e999999999",
        "1e-5",
        "0.00001",
        "1e-999999999",
        "1e99999999999",
        "0e-99999999999"
      })
  void refusesNumbersThatDoNotFit(String number) {
    assertThat(Amounts.ofNumber(number)).isEmpty();
  }

  @Test
  void longTextsCostNothing() {
    assertThat(Amounts.ofText("1".repeat(10_000_000))).isEmpty();
    assertThat(Amounts.ofNumber("1".repeat(10_000_000))).isEmpty();
  }
}
