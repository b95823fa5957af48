package io.tributary.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.collect.Collected;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the content of files. */
class RecordsOfFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Inbox inbox;

  @BeforeEach
  void open() {
    inbox = new Inbox(folder);
  }

  @AfterEach
  void close() throws Exception {
    inbox.close();
  }

  private List<String> told(String name, String content) throws Exception {
    inbox.put(name, content);
    return inbox.told();
  }

  @Test
  void aLineOfCsvIsARecordWithItsOwnBytes() throws Exception {
    inbox.put(
        "2026/january.csv",
        "invoice_id,issued_at,customer_id,country,amount,currency,payment_mode,lines\n"
            + "F-1,2026-01-02,C-1,FR,12.50,EUR,card,\"[{\"\"quantity\"\":1.0}]\"\r\n"
            + "F-2,2026-01-03,,France,-3,,,\n");
    List<Collected<InboxPosition>> all = inbox.read();
    assertThat(all.stream().map(Inbox::told))
        .containsExactly(
            "files/2026/january.csv 2 {\"source\":\"files\",\"invoice_id\":\"F-1\","
                + "\"issued_at\":\"2026-01-02\",\"customer_id\":\"C-1\",\"country\":\"FR\","
                + "\"amount\":\"12.50\",\"currency\":\"EUR\",\"payment_mode\":\"card\","
                + "\"lines\":[{\"quantity\":1.0}]}",
            "files/2026/january.csv 3 {\"source\":\"files\",\"invoice_id\":\"F-2\","
                + "\"issued_at\":\"2026-01-03\",\"country\":\"France\",\"amount\":\"-3\"}");
    assertThat(all.get(1).raw().value()).asString().isEqualTo("F-2,2026-01-03,,France,-3,,,");
    assertThat(all.get(0).raw().timestamp())
        .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
  }

  @Test
  void headersMayBeFrenchInAnyOrderAndHand() throws Exception {
    assertThat(
            told(
                "a.csv",
                " Montant ;DATE;Facture; pays;Devise;Mode de paiement;Client;Source;Référence"
                    + " Externe\n"
                    + "12,50;02/01/2026;F-1;France;EUR;carte;C-1;erp;x\n"))
        .containsExactly(
            "files/a.csv 2 {\"source\":\"files\",\"amount\":\"12,50\",\"issued_at\":\"02/01/2026\","
                + "\"invoice_id\":\"F-1\",\"country\":\"France\",\"currency\":\"EUR\","
                + "\"payment_mode\":\"carte\",\"customer_id\":\"C-1\",\"reference_externe\":\"x\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void separatorsAreToldByTheHeader(String separator) throws Exception {
    assertThat(
            told(
                "a.tsv",
                String.join(separator, "amount", "invoice_id")
                    + "\n"
                    + String.join(separator, "\"1,5;0\t\"", " F ")
                    + "\n"))
        .containsExactly(
            "files/a.tsv 2 {\"source\":\"files\",\"amount\":\"1,5;0\\t\",\"invoice_id\":\"F\"}");
  }

  @Test
  void quotedCellsHoldSeparatorsQuotesAndLineEnds() throws Exception {
    inbox.put(
        "a.csv",
        "invoice_id,customer_id\n"
            + "F-1,\"a \"\"b\"\", c\n"
            + "d\r\n"
            + "e\"\n"
            + "F-2, \"x\" \n"
            + "F-3,5\" pipe\n"
            + "F-4,\"\"\n");
    List<Collected<InboxPosition>> all = inbox.read();
    assertThat(all.stream().map(Inbox::told))
        .containsExactly(
            "files/a.csv 2 {\"source\":\"files\",\"invoice_id\":\"F-1\","
                + "\"customer_id\":\"a \\\"b\\\", c\\nd\\r\\ne\"}",
            "files/a.csv 5 {\"source\":\"files\",\"invoice_id\":\"F-2\",\"customer_id\":\"x\"}",
            "files/a.csv 6 {\"source\":\"files\",\"invoice_id\":\"F-3\",\"customer_id\":\"5\\\""
                + " pipe\"}",
            "files/a.csv 7 {\"source\":\"files\",\"invoice_id\":\"F-4\"}");
    assertThat(all.get(0).raw().value()).asString().isEqualTo("F-1,\"a \"\"b\"\", c\nd\r\ne\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesEndAsTheyDo(String end) throws Exception {
    assertThat(told("a.csv", String.join(end, "", "invoice_id,x", "", "1,a", ",", "2,b", "3,c")))
        .containsExactly(
            "files/a.csv 4 {\"source\":\"files\",\"invoice_id\":\"1\",\"x\":\"a\"}",
            "files/a.csv 6 {\"source\":\"files\",\"invoice_id\":\"2\",\"x\":\"b\"}",
            "files/a.csv 7 {\"source\":\"files\",\"invoice_id\":\"3\",\"x\":\"c\"}");
  }

  @Test
  void aBadLineCostsOnlyItself() throws Exception {
    inbox.limits = new Limits(200, 1 << 20, 200);
    inbox.put(
        "a.csv",
        "invoice_id,x\n"
            + "1,a\n"
            + "2,a,b\n"
            + "3\n"
            + "4,\"open\n"
            + "5,\"c\"d\n"
            + "6,f\n"
            + "7,"
            + "x".repeat(500)
            + "\n"
            + "8,g\n"
            + "9,\"never closed\n"
            + "10,h");
    List<Collected<InboxPosition>> all = inbox.read();
    assertThat(all.stream().map(Inbox::told))
        .containsExactly(
            "files/a.csv 2 {\"source\":\"files\",\"invoice_id\":\"1\",\"x\":\"a\"}",
            "files/a.csv 3 MALFORMED_RECORD a.csv, line 3: it has 3 cells and the header 2: put a"
                + " cell that holds a separator or a quote into quotes",
            "files/a.csv 4 MALFORMED_RECORD a.csv, line 4: it has 1 cells and the header 2: put a"
                + " cell that holds a separator or a quote into quotes",
            "files/a.csv 5 MALFORMED_RECORD a.csv, line 5: something follows a closing quote:"
                + " double the quotes within a cell",
            "files/a.csv 6 MALFORMED_RECORD a.csv, line 6: something follows a closing quote:"
                + " double the quotes within a cell",
            "files/a.csv 7 {\"source\":\"files\",\"invoice_id\":\"6\",\"x\":\"f\"}",
            "files/a.csv 8 TOO_LONG a.csv, line 8: the line is longer than 200 bytes, of which"
                + " these are the first: split it, or see whether line ends are missing",
            "files/a.csv 9 {\"source\":\"files\",\"invoice_id\":\"8\",\"x\":\"g\"}",
            "files/a.csv 10 MALFORMED_RECORD a.csv, line 10: a quote is not closed before the file"
                + " ends",
            "files/a.csv 11 {\"source\":\"files\",\"invoice_id\":\"10\",\"x\":\"h\"}");
    assertThat(all.get(3).raw().value()).asString().isEqualTo("4,\"open");
    assertThat(all.get(6).raw().value()).hasSize(200);
  }

  @Test
  void aQuoteThatIsNeverClosedDoesNotSwallowTheFile() throws Exception {
    inbox.limits = new Limits(1_000, 1 << 20, 200);
    StringBuilder text = new StringBuilder("invoice_id,x\n1,\"open\n");
    for (int i = 2; i < 1_000; i++) {
      text.append(i).append(",good\n");
    }
    List<String> told = told("a.csv", text.toString());
    assertThat(told).hasSize(999);
    assertThat(told.get(0)).contains("a quote is not closed within 1000 bytes");
    assertThat(told.stream().skip(1)).allMatch(line -> line.contains("good"));
  }

  @Test
  void whatIsNoTextIsRejectedWithItsLine() throws Exception {
    byte[] content = "invoice_id,x\n1,é\n2,@\n3,à\n".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < content.length; i++) {
      content[i] = content[i] == '@' ? (byte) 0xE9 : content[i];
    }
    inbox.put("a.csv", content);
    assertThat(inbox.told())
        .containsExactly(
            "files/a.csv 2 {\"source\":\"files\",\"invoice_id\":\"1\",\"x\":\"é\"}",
            "files/a.csv 3 MALFORMED_RECORD a.csv, line 3: it is not text in UTF-8: write it in"
                + " UTF-8",
            "files/a.csv 4 {\"source\":\"files\",\"invoice_id\":\"3\",\"x\":\"à\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, false, csv",
    "UTF-8, true, csv",
    "UTF-16LE, true, csv",
    "UTF-16LE, false, csv",
    "UTF-16BE, true, csv",
    "UTF-16BE, false, csv",
    "windows-1252, false, csv",
    "ISO-8859-1, false, csv",
    "UTF-8, true, json",
    "UTF-16LE, true, json",
    "UTF-16BE, false, jsonl",
    "windows-1252, false, json",
    "UTF-16LE, true, csv.gz"
  })
  void encodingsAreTold(String encoding, boolean mark, String extension) throws Exception {
    boolean latin = encoding.equals("ISO-8859-1");
    String customer = latin ? "Société Générale à Nîmes" : "Société Générale à 12 € – Œuvre";
    String content =
        extension.startsWith("csv")
            ? "facture;client\n1;\"" + customer + "\n;\"\n2;b\n"
            : extension.equals("json")
                ? "[{\"invoice_id\":\"1\",\"customer_id\":\""
                    + customer
                    + "\\n;\"},\n"
                    + "{\"invoice_id\":\"2\",\"customer_id\":\"b\"}]"
                : "{\"invoice_id\":\"1\",\"customer_id\":\""
                    + customer
                    + "\\n;\"}\n\n"
                    + "{\"invoice_id\":\"2\",\"customer_id\":\"b\"}\n";
    byte[] bytes = ((mark ? "\uFEFF" : "") + content).getBytes(Charset.forName(encoding));
    inbox.put("a." + extension, extension.endsWith(".gz") ? Inbox.gzip(bytes) : bytes);
    List<Collected<InboxPosition>> all = inbox.read();
    assertThat(all.stream().map(Inbox::json))
        .containsExactly(
            "{\"source\":\"files\",\"invoice_id\":\"1\",\"customer_id\":\"" + customer + "\\n;\"}",
            "{\"source\":\"files\",\"invoice_id\":\"2\",\"customer_id\":\"b\"}");
    for (Collected<InboxPosition> record : all) {
      inbox.goOn(Inbox.restored(record.after()));
      assertThat(inbox.told())
          .isEqualTo(all.stream().skip(all.indexOf(record) + 1).map(Inbox::told).toList());
    }
  }

  @Test
  void jsonKeepsItsDigitsAndWhatTheParserIsToJudge() throws Exception {
    assertThat(
            told(
                "a.json",
                " [ {\"amount\":12.340000000000000000001,\"n\":1e400,\"source\":{\"a\":[1]},\n"
                    + "\"x\":1,\"x\":2, \"lines\":[{\"source\":\"kept\",\"q\":1.0}]} , {} ]\n"))
        .containsExactly(
            "files/a.json 1 {\"source\":\"files\",\"amount\":12.340000000000000000001,"
                + "\"n\":1e400,\"x\":1,\"x\":2,\"lines\":[{\"source\":\"kept\",\"q\":1.0}]}",
            "files/a.json 2 {\"source\":\"files\"}");
  }

  @Test
  void anElementThatIsNoRecordCostsOnlyItself() throws Exception {
    List<String> told =
        told(
            "a.json",
            "[{\"invoice_id\":\"}]\\\"\"},7,\"x,]\",[{}],{invoice_id:1},null,{\"invoice_id\":2}]");
    assertThat(told).hasSize(7);
    assertThat(told.get(0)).endsWith("{\"source\":\"files\",\"invoice_id\":\"}]\\\"\"}");
    assertThat(told.subList(1, 6))
        .allMatch(line -> line.matches("files/a.json \\d MALFORMED_JSON a.json, element \\d: .*"));
    assertThat(told.get(4)).contains("element 5: it is not valid JSON");
    assertThat(told.get(6)).endsWith("7 {\"source\":\"files\",\"invoice_id\":2}");
  }

  @Test
  void jsonMayBeOneObjectOrSeveral() throws Exception {
    assertThat(told("a.json", "{\n \"invoice_id\": 1\n}\n"))
        .containsExactly("files/a.json 1 {\"source\":\"files\",\"invoice_id\":1}");
    assertThat(told("b.json", "{\"invoice_id\":2}\n{\"invoice_id\":3}"))
        .containsExactly(
            "files/b.json 1 {\"source\":\"files\",\"invoice_id\":2}",
            "files/b.json 2 {\"source\":\"files\",\"invoice_id\":3}");
    assertThat(told("c.ndjson", "{\"invoice_id\":4}\n{\"invoice_id\":5}{}\n[]\n{\"invoice_id\":6}"))
        .hasSize(4)
        .contains("files/c.ndjson 1 {\"source\":\"files\",\"invoice_id\":4}")
        .contains(
            "files/c.ndjson 2 MALFORMED_JSON c.ndjson, line 2: something follows the JSON object")
        .contains("files/c.ndjson 4 {\"source\":\"files\",\"invoice_id\":6}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '@',
      value = {
        "[{\"a\":1},{\"a\":| element 2 is not closed before the file ends",
        "[{\"a\":1} |the file ends within its array, after element 1",
        "[{\"a\":1}]{\"a\":2}| something follows the end of the array, after element 1"
      })
  void anArrayThatIsCutIsReadUpToThereAndPutAside(String content, String reason) throws Exception {
    List<String> told = told("a.json", content);
    assertThat(told.get(0)).isEqualTo("files/a.json 1 {\"source\":\"files\",\"a\":1}");
    inbox.complete();
    assertThat(inbox.files()).containsExactly("failed/a.json", "failed/a.json.reason");
    assertThat(inbox.text("failed/a.json.reason")).contains(reason);
  }

  @Test
  void formulasStayTheTextsThatTheyAre() throws Exception {
    List<String> cells = List.of("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0");
    StringBuilder text = new StringBuilder("invoice_id;customer_id\n");
    cells.forEach(cell -> text.append("1;").append(cell).append('\n'));
    inbox.put("a.csv", text.toString());
    List<String> read = new ArrayList<>();
    for (Collected<InboxPosition> record : inbox.read()) {
      read.add(JSON.readTree(record.json()).path("customer_id").asText());
    }
    assertThat(read).isEqualTo(cells);
  }

  @Test
  @EnabledIfSystemProperty(named = "tributary.samples", matches = ".+")
  void naughtyStringsComeThroughAsTheyAre() throws Exception {
    Path samples = Path.of(System.getProperty("tributary.samples"));
    JsonNode all = JSON.readTree(samples.resolve("naughty-strings/blns.json").toFile());
    StringBuilder csv = new StringBuilder("invoice_id,customer_id,x\n");
    StringBuilder lines = new StringBuilder();
    List<String> naughty = new ArrayList<>();
    for (JsonNode node : all) {
      String text = node.asText();
      naughty.add(text);
      csv.append(naughty.size()).append(",\"").append(text.replace("\"", "\"\"")).append("\",x\n");
      lines.append("{\"customer_id\":").append(node).append("}\n");
    }
    inbox.put("a.csv", csv.toString());
    inbox.put("b.jsonl", lines.toString());
    List<Collected<InboxPosition>> read = inbox.read();
    assertThat(read).hasSize(2 * naughty.size());
    for (int i = 0; i < naughty.size(); i++) {
      String text = naughty.get(i);
      String inCsv = JSON.readTree(read.get(i).json()).path("customer_id").asText();
      assertThat(inCsv).isEqualTo(text.isBlank() ? "" : text);
      JsonNode inJson = JSON.readTree(read.get(naughty.size() + i).json());
      assertThat(inJson.path("customer_id").asText()).isEqualTo(text);
    }
    assertThat(Files.exists(folder.resolve("a.csv"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"a\":1},{\"a\":",
        "[{\"a\":1}]{\"a\":2}",
        "[{\"a\":1}] x {\"a\":2}",
        "{\"a\":1}{{\"a\":2}{\"a\":3}"
      })
  void aFileGivenUpIsPutAsideAlsoByAJobThatGoesOnBehindItsLastRecord(String content)
      throws Exception {
    inbox.put("a.json", content);
    List<Collected<InboxPosition>> all = inbox.read();
    assertThat(all).hasSize(2);
    for (int i = 0; i < all.size(); i++) {
      inbox.goOn(Inbox.restored(all.get(i).after()));
      assertThat(inbox.told()).isEqualTo(all.stream().skip(i + 1).map(Inbox::told).toList());
    }
    inbox.complete();
    assertThat(inbox.files()).containsExactly("failed/a.json", "failed/a.json.reason");
    assertThat(inbox.text("failed/a.json.reason"))
        .contains("after element 1", "what follows was not read");
  }
}
