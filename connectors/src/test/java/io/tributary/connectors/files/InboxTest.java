package io.tributary.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.collect.Collected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of files. */
class InboxTest {
  private static final String ONE = "{\"source\":\"files\",\"invoice_id\":1}";
  private static final String TWO = "{\"source\":\"files\",\"invoice_id\":2}";

  @TempDir private Path parent;
  private Inbox inbox;

  @BeforeEach
  void open() {
    inbox = new Inbox(parent.resolve("inbox"));
  }

  @AfterEach
  void close() throws Exception {
    inbox.close();
  }

  private static String invoice(int id) {
    return "{\"invoice_id\":" + id + "}";
  }

  private List<String> jsons() throws Exception {
    return inbox.read().stream().map(Inbox::json).toList();
  }

  @Test
  void filesAreReadInTheOrderInWhichTheyWereChanged() throws Exception {
    inbox.put("z.json", invoice(1));
    inbox.put("sub/folder/a.jsonl", invoice(2));
    FileTime same = Files.getLastModifiedTime(inbox.put("c.json", invoice(4)));
    Files.setLastModifiedTime(inbox.put("b.json", invoice(3)), same);
    assertThat(inbox.read().stream().map(record -> record.raw().topic()))
        .containsExactly(
            "files/z.json", "files/sub/folder/a.jsonl", "files/b.json", "files/c.json");
  }

  @Test
  void whatWasReadIsMovedOnceACheckpointSaysSo() throws Exception {
    inbox.put("2026/a.json", invoice(1));
    assertThat(jsons()).containsExactly(ONE);
    inbox.read();
    assertThat(inbox.files()).containsExactly("2026/a.json");
    inbox.complete();
    assertThat(inbox.files()).containsExactly("done/2026/a.json");
    assertThat(inbox.position().unsettled()).isEmpty();
    assertThat(jsons()).isEmpty();
  }

  @Test
  void theLastSavepointsFilesAreMovedWhenItIsClosed() throws Exception {
    inbox.put("a.json", invoice(1));
    inbox.open(InboxPosition.BEGINNING, true);
    inbox.read();
    try (var collection = inbox.collector().open(closed(), false, new UnregisteredMetricsGroup())) {
      collection.completed(inbox.position());
    }
    assertThat(inbox.files()).containsExactly("done/a.json");
  }

  private InboxPosition closed() throws Exception {
    InboxPosition position = inbox.position();
    inbox.close();
    return position;
  }

  @Test
  void theSameContentIsReadOnceUnderWhateverName() throws Exception {
    inbox.put("a.json", invoice(1));
    inbox.put("b.json", invoice(1));
    assertThat(jsons()).containsExactly(ONE);
    inbox.complete();
    inbox.put("a.json", invoice(1));
    inbox.put("c/a.json", invoice(1));
    assertThat(jsons()).isEmpty();
    inbox.complete();
    assertThat(inbox.files())
        .containsExactly("done/a (3).json", "done/a.json", "done/b.json", "done/c/a.json");
    inbox.goOn(inbox.position());
    inbox.put("d.json", invoice(1));
    assertThat(jsons()).as("remembered by the ledger").isEmpty();
  }

  @Test
  void anotherContentUnderTheSameNameIsRead() throws Exception {
    inbox.put("a.json", invoice(1));
    assertThat(jsons()).containsExactly(ONE);
    inbox.put("a.json", invoice(2));
    assertThat(jsons()).as("before the first one was moved").containsExactly(TWO);
    inbox.complete();
    assertThat(inbox.text("done/a (2).json")).isEqualTo(invoice(2));
    inbox.put("a.json", invoice(3));
    List<Collected<InboxPosition>> third = inbox.read();
    assertThat(third.stream().map(Inbox::told))
        .containsExactly("files/a.json 1 " + ONE.replace("1", "3"));
    assertThat(third.get(0).raw().partition()).as("tells it from the others").isEqualTo(3);
  }

  @Test
  void aFileThatIsReplacedAfterItWasReadIsNotMovedUnread() throws Exception {
    inbox.put("a.json", invoice(1));
    inbox.read();
    inbox.put("a.json", invoice(2));
    inbox.complete(); // of the first content; this also reads the second one
    assertThat(inbox.files()).containsExactly("a.json");
    inbox.complete();
    assertThat(inbox.text("done/a.json")).isEqualTo(invoice(2));
  }

  @Test
  void aFileIsLeftAloneWhileItIsWritten() throws Exception {
    inbox.settle = Duration.ofMillis(300);
    Path file = inbox.folder.resolve("a.jsonl");
    Files.createDirectories(inbox.folder);
    for (int id = 1; id <= 40; id++) {
      Files.writeString(
          file, invoice(id) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      // The writer's time is the file's own: as long as it is young, nothing of it is read.
      if (Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now()).toMillis()
          < 100) {
        assertThat(inbox.read()).isEmpty();
      }
    }
    List<Collected<InboxPosition>> all = new ArrayList<>();
    Awaitility.await()
        .until(
            () -> {
              all.addAll(inbox.read());
              return all.size() == 40;
            });
    assertThat(inbox.read()).isEmpty();
  }

  @Test
  void aFileWithATimeToComeIsReadWhenItIsSeenUnchanged() throws Exception {
    inbox.settle = Duration.ofMillis(200);
    Path file = inbox.put("a.json", invoice(1));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3_600)));
    assertThat(inbox.read()).isEmpty();
    Awaitility.await().until(() -> jsons().equals(List.of(ONE)));
  }

  @Test
  void unfinishedAndHiddenFilesAreNeverRead() throws Exception {
    for (String name :
        List.of(
            "a.json.part",
            "b.json.tmp",
            "c.json~",
            "~d.json",
            ".e.json",
            ".f/e.json",
            "g.PART",
            "done/h.json",
            "failed/i.json")) {
      inbox.put(name, invoice(1));
    }
    List<String> before = inbox.files();
    assertThat(inbox.read()).isEmpty();
    inbox.complete();
    assertThat(inbox.files()).isEqualTo(before);
    Files.move(inbox.folder.resolve("a.json.part"), inbox.folder.resolve("a.json"));
    inbox.put("sub/done/j.json", invoice(2));
    assertThat(jsons())
        .as("renamed, and a folder of that name elsewhere")
        .containsExactly(ONE, TWO);
  }

  @Test
  void whatCannotBeReadAtAllIsPutAsideWithTheReason() throws Exception {
    inbox.put("a.xlsx", "PK");
    inbox.put("b.csv", "1,2026-01-01,FR\n2,2026-01-01,FR\n");
    inbox.put("c.csv", "");
    inbox.put("sub/d.csv", "facture,invoice_id\n1,2\n");
    inbox.put("e.zip", "PK");
    inbox.put("f.json.gz", "no gzip");
    byte[] packed = Inbox.gzip(invoice(1).repeat(1_000).getBytes(StandardCharsets.UTF_8));
    inbox.put("g.json.gz", java.util.Arrays.copyOf(packed, packed.length / 2));
    inbox.put("h.csv", "invoice_id,\"x\n1,2\n");
    inbox.put("i.csv", "amount,country\n1,2\n");
    inbox.put("good.json", invoice(1));
    assertThat(jsons()).containsExactly(ONE);
    inbox.complete();
    assertThat(inbox.files()).hasSize(19).contains("done/good.json", "failed/sub/d.csv");
    assertThat(inbox.text("failed/a.xlsx.reason"))
        .isEqualTo(
            "a.xlsx: files of this name are not read: it must end in .csv, .tsv, .json, .jsonl or"
                + " .ndjson, and may have .gz after that\n");
    assertThat(inbox.text("failed/b.csv.reason")).contains("must be a header", "none that an");
    assertThat(inbox.text("failed/c.csv.reason")).contains("it is empty");
    assertThat(inbox.text("failed/sub/d.csv.reason")).contains("names invoice_id twice");
    assertThat(inbox.text("failed/e.zip.reason")).contains("unpack it");
    assertThat(inbox.text("failed/f.json.gz.reason")).contains("no gzip file");
    assertThat(inbox.text("failed/g.json.gz.reason")).contains("it is cut off");
    assertThat(inbox.text("failed/h.csv.reason")).contains("must be a header");
    assertThat(inbox.text("failed/i.csv.reason")).contains("invoice_id (or facture)", "[amount,");
  }

  @Test
  void bombsAreRefusedBeforeARecordIsTaken() throws Exception {
    inbox.limits = new Limits(1 << 20, 4 << 20, 100);
    inbox.put("ratio.jsonl.gz", Inbox.gzip((invoice(1) + "\n").repeat(150_000).getBytes()));
    byte[] noise = new byte[5 << 20];
    new java.util.Random(1).nextBytes(noise);
    inbox.put("size.jsonl.gz", Inbox.gzip(noise));
    inbox.put("good.json.gz", Inbox.gzip(invoice(1).getBytes()));
    assertThat(jsons()).containsExactly(ONE);
    inbox.complete();
    assertThat(inbox.text("failed/ratio.jsonl.gz.reason")).contains("100 times its size", "bomb");
    assertThat(inbox.text("failed/size.jsonl.gz.reason")).contains("the most that a file may");
  }

  @Test
  void linksAreRefusedWhereverTheyLead() throws Exception {
    Path secret = Files.writeString(parent.resolve("secret.json"), invoice(9));
    Files.createDirectories(parent.resolve("outside"));
    Files.writeString(parent.resolve("outside/x.json"), invoice(9));
    inbox.put("good.json", invoice(1));
    Files.createSymbolicLink(inbox.folder.resolve("a.json"), secret);
    Files.createSymbolicLink(inbox.folder.resolve("folder"), parent.resolve("outside"));
    Files.createSymbolicLink(inbox.folder.resolve("loop"), inbox.folder);
    assertThat(jsons()).containsExactly(ONE);
    inbox.complete();
    assertThat(inbox.text("failed/a.json.reason")).contains("symbolic link");
    assertThat(inbox.text("failed/folder.reason")).contains("symbolic link");
    assertThat(inbox.files()).contains("failed/loop", "done/good.json");
    assertThat(Files.readString(secret)).isEqualTo(invoice(9));
    assertThat(Files.exists(parent.resolve("outside/x.json"))).isTrue();
  }

  @Test
  void aFolderReplacedByALinkIsNotFollowedByWhatWasReadBefore() throws Exception {
    Path file = inbox.put("sub/a.jsonl", (invoice(1) + "\n").repeat(1_000));
    InboxPosition inTheMiddle = inbox.next().get(9).after();
    inbox.close();
    Path outside = parent.resolve("outside");
    Files.move(file.getParent(), outside);
    Files.createSymbolicLink(inbox.folder.resolve("sub"), outside);
    inbox.goOn(inTheMiddle);
    assertThat(inbox.read()).isEmpty();
    inbox.complete();
    assertThat(Files.exists(outside.resolve("a.jsonl"))).isTrue();
    assertThat(inbox.text("failed/sub/a.jsonl.reason")).contains("taken away while it was read");
  }

  @Test
  void namesThatLeadOutOfTheInboxAreRefused() throws Exception {
    try (InboxFolder folder = InboxFolder.open(inbox.folder)) {
      for (String name : List.of("../secret.json", "a/../../b", "/etc/passwd", "")) {
        assertThatThrownBy(() -> folder.path(name)).hasMessageContaining("is not within the inbox");
      }
      Path elsewhere = Files.createDirectories(parent.resolve("elsewhere"));
      Files.createSymbolicLink(inbox.folder.resolve("sub"), elsewhere);
      assertThatThrownBy(() -> folder.realPath("sub/a.json")).hasMessageContaining("by a link");
    }
  }

  @Test
  void aFileWithoutPermissionIsPutAside() throws Exception {
    Path file = inbox.put("a.json", invoice(1));
    Files.setPosixFilePermissions(file, Set.of(PosixFilePermission.OWNER_WRITE));
    Assumptions.assumeFalse(Files.isReadable(file), "this user may read anything");
    assertThat(inbox.read()).isEmpty();
    inbox.complete();
    assertThat(inbox.text("failed/a.json.reason")).contains("check its permissions");
  }

  @Test
  void everyPositionIsOneToGoOnFrom() throws Exception {
    StringBuilder csv = new StringBuilder("\uFEFF\n" + Inbox.HEADER);
    for (int i = 0; i < 50; i++) {
      csv.append(i % 7 == 0 ? "bad\n" : i + ",2026-01-01,\"é\n\",FR,1\r\n");
    }
    inbox.put("a.csv", csv.toString());
    inbox.put(
        "b.json", "[" + String.join(" ,\n", java.util.Collections.nCopies(20, invoice(1))) + "]");
    inbox.put("c.csv.gz", Inbox.gzip(csv.append("x").toString().getBytes(StandardCharsets.UTF_8)));
    inbox.put("d.xls", "");
    inbox.put("e.jsonl", (invoice(5) + "\n\n").repeat(20));
    List<Collected<InboxPosition>> all = inbox.read();
    List<String> told = all.stream().map(Inbox::told).toList();
    assertThat(told).hasSize(141);
    for (int i = 0; i < all.size(); i++) {
      inbox.goOn(Inbox.restored(all.get(i).after()));
      assertThat(inbox.told()).isEqualTo(told.subList(i + 1, told.size()));
    }
    inbox.complete();
    assertThat(inbox.files()).hasSize(6).contains("done/c.csv.gz", "failed/d.xls.reason");
  }

  @Test
  void anOlderSavepointGetsItsFilesBack() throws Exception {
    inbox.put("a.json", invoice(1));
    inbox.read();
    inbox.complete();
    InboxPosition older = inbox.position();
    inbox.put("b.json", invoice(2));
    inbox.put("c.xls", "");
    inbox.put("d.json", invoice(2));
    assertThat(jsons()).containsExactly(TWO);
    inbox.complete();
    assertThat(inbox.files())
        .containsExactly(
            "done/a.json", "done/b.json", "done/d.json", "failed/c.xls", "failed/c.xls.reason");
    inbox.goOn(older);
    assertThat(inbox.files()).containsExactly("b.json", "c.xls", "d.json", "done/a.json");
    assertThat(jsons()).containsExactly(TWO);
    inbox.complete();
    inbox.goOn(InboxPosition.BEGINNING);
    assertThat(jsons()).as("without state all is read").containsExactly(ONE, TWO);
  }

  /** As when its lake refuses it. */
  @Test
  void anOlderSavepointThatCameToNothingLeavesTheNewestStateAsItWas() throws Exception {
    inbox.put("a.json", invoice(1));
    inbox.read();
    inbox.complete();
    InboxPosition older = inbox.position();
    inbox.put("b.json", invoice(2));
    inbox.read();
    inbox.complete();
    InboxPosition settled = inbox.position();
    inbox.put("c.json", invoice(3));
    inbox.read();
    InboxPosition newest = inbox.position();
    inbox.complete();
    inbox.goOn(older);
    inbox.goOn(InboxPosition.BEGINNING);
    assertThat(inbox.files()).containsExactly("a.json", "b.json", "c.json");
    for (InboxPosition state : List.of(newest, settled)) {
      inbox.goOn(state);
      assertThat(inbox.read())
          .extracting(Inbox::json)
          .isEqualTo(
              state.equals(settled)
                  ? List.of("{\"source\":\"files\",\"invoice_id\":3}")
                  : List.of());
    }
  }

  @Test
  void whatWasPutAsideIsNotReadAgainEither() throws Exception {
    inbox.put("a.json", "[" + invoice(1) + ", " + invoice(2)); // without an end
    assertThat(jsons()).containsExactly(ONE, TWO);
    inbox.complete();
    InboxPosition newest = inbox.position();
    inbox.goOn(InboxPosition.BEGINNING);
    assertThat(inbox.files()).containsExactly("a.json");
    inbox.goOn(newest);
    assertThat(jsons()).isEmpty();
  }

  @Test
  void whatAnOlderSavepointHasReadAnewIsItsOwn() throws Exception {
    inbox.put("a.json", invoice(1));
    inbox.put("b.json", invoice(2));
    inbox.read();
    inbox.complete();
    inbox.goOn(InboxPosition.BEGINNING);
    assertThat(inbox.next()).isNotEmpty();
    InboxPosition inTheMiddle = inbox.position(); // killed before a file was written down
    inbox.goOn(inTheMiddle);
    inbox.read();
    inbox.complete();
    inbox.goOn(InboxPosition.BEGINNING);
    assertThat(jsons()).containsExactly(ONE, TWO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"outcome", "é"})
  void aLedgerThatWasCutGoesOn(String within) throws Exception {
    inbox.put("a.json", invoice(1));
    inbox.put("é.json", invoice(2));
    inbox.read();
    InboxPosition position = inbox.position();
    inbox.complete();
    inbox.close();
    Path ledger = inbox.folder.resolve(".tributary/ledger.jsonl");
    byte[] all = Files.readAllBytes(ledger);
    byte[] cut = within.getBytes(StandardCharsets.UTF_8);
    int end = latin1(all).lastIndexOf(latin1(cut)) + 1;
    Files.write(ledger, Arrays.copyOf(all, end));
    // As after a crash between the ledger and the moves.
    Files.move(inbox.folder.resolve("done/é.json"), inbox.folder.resolve("é.json"));
    inbox.goOn(position);
    assertThat(inbox.read()).isEmpty();
    assertThat(inbox.files()).containsExactly("done/a.json", "done/é.json");
    assertThat(Files.readAllLines(ledger)).hasSize(2).allMatch(line -> line.endsWith("}"));
  }

  /** A character for each byte. */
  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aLedgerThatWasCutWithinACharacterGoesOn() throws Exception {
    inbox.put("a.json", invoice(1));
    inbox.read();
    InboxPosition position = inbox.position();
    inbox.complete();
    inbox.close();
    Path ledger = inbox.folder.resolve(".tributary/ledger.jsonl");
    byte[] cut = "{\"sequence\":2,\"name\":\"é".getBytes(StandardCharsets.UTF_8);
    cut = Arrays.copyOf(cut, cut.length - 1);
    Files.write(ledger, cut, StandardOpenOption.APPEND);
    inbox.goOn(position);
    inbox.put("b.json", invoice(2));
    assertThat(inbox.read()).hasSize(1);
    assertThat(Files.readAllLines(ledger)).hasSize(1);
  }

  @Test
  void aCrashBetweenTheLedgerAndTheMovesIsMended() throws Exception {
    inbox.put("a.json", invoice(1));
    inbox.read();
    InboxPosition position = inbox.position();
    inbox.complete();
    Files.move(inbox.folder.resolve("done/a.json"), inbox.folder.resolve("a.json"));
    inbox.goOn(position);
    assertThat(inbox.read()).isEmpty();
    assertThat(inbox.files()).containsExactly("done/a.json");
  }

  @Test
  void aFileTakenAwayOrReplacedWhileItIsReadIsTold() throws Exception {
    Path file = inbox.put("a.jsonl", (invoice(1) + "\n").repeat(1_000));
    InboxPosition inTheMiddle = inbox.next().get(9).after();
    inbox.put("a.jsonl", invoice(2) + "\n");
    inbox.goOn(inTheMiddle);
    assertThat(jsons()).as("replaced").containsExactly(TWO);
    Files.delete(file);
    inbox.goOn(inTheMiddle);
    assertThat(inbox.read()).isEmpty();
    inbox.complete();
    assertThat(inbox.text("failed/a.jsonl.reason"))
        .contains("taken away while it was read", "after line or element 10 was not read");
  }

  /** A copy that is made anew is shorter for a while than what is being read. */
  @Test
  void aFileThatIsWrittenAgainWhileItIsReadIsReadToItsEnd() throws Exception {
    List<String> lines = IntStream.range(0, 3_000).mapToObj(InboxTest::invoice).toList();
    String all = String.join("\n", lines);
    inbox.put("a.jsonl", all);
    List<String> read = new ArrayList<>();
    Set<String> origins = new HashSet<>();
    Consumer<Collected<InboxPosition>> each =
        record -> {
          read.add(Inbox.json(record));
          assertThat(origins.add(record.raw().partition() + "@" + record.raw().offset())).isTrue();
        };
    inbox.next().forEach(each);
    Path file = inbox.put("a.jsonl", all.substring(0, 40_000)); // ends within a line, so far
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    inbox.read().forEach(each);
    inbox.put("a.jsonl", all);
    inbox.read().forEach(each);
    assertThat(read)
        .as("what came twice is known by its invoice_id")
        .containsAll(
            lines.stream().map(line -> line.replace("{", "{\"source\":\"files\",")).toList());
    inbox.complete();
    assertThat(inbox.files()).containsExactly("done/a.jsonl", "failed/a.jsonl.reason");
    assertThat(inbox.text("failed/a.jsonl.reason")).contains("it was replaced while it was read");
  }

  @Test
  void anArrayThatIsWrittenAgainWhileItIsReadIsReadToItsEnd() throws Exception {
    List<String> items = IntStream.range(0, 3_000).mapToObj(InboxTest::invoice).toList();
    String all = items.toString();
    inbox.put("a.json", all);
    List<String> read = new ArrayList<>();
    inbox.next().forEach(record -> read.add(Inbox.json(record)));
    Path file = inbox.put("a.json", all.substring(0, 40_000)); // so far
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    inbox.read().forEach(record -> read.add(Inbox.json(record)));
    inbox.put("a.json", all);
    inbox.read().forEach(record -> read.add(Inbox.json(record)));
    assertThat(Set.copyOf(read)).hasSize(3_000);
    inbox.complete();
    assertThat(inbox.files()).containsExactly("done/a.json", "failed/a.json.reason");
  }

  @Test
  void aTouchedFileGoesOnWhereItWas() throws Exception {
    Path file = inbox.put("a.jsonl", (invoice(1) + "\n").repeat(1_000));
    InboxPosition inTheMiddle = inbox.next().get(9).after();
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(50)));
    inbox.goOn(inTheMiddle);
    assertThat(inbox.read()).hasSize(990);
    inbox.complete();
    assertThat(inbox.files()).containsExactly("done/a.jsonl");
  }

  @Test
  void twoJobsCannotShareAnInbox() throws Exception {
    inbox.put("a.json", invoice(1));
    inbox.read();
    assertThatThrownBy(
            () ->
                inbox
                    .collector()
                    .open(InboxPosition.BEGINNING, false, new UnregisteredMetricsGroup()))
        .hasMessageContaining("is read by another job: give each job an inbox of its own");
  }

  @Test
  void aBoundedRunEndsWithWhatWasThere() throws Exception {
    inbox.settle = Duration.ofMillis(200);
    inbox.put("a.json", invoice(1));
    Path young = inbox.put("b.json", invoice(2));
    Files.setLastModifiedTime(young, FileTime.from(Instant.now()));
    Path growing = inbox.put("c.jsonl", invoice(3));
    Files.setLastModifiedTime(growing, FileTime.from(Instant.now()));
    inbox.open(InboxPosition.BEGINNING, true);
    inbox.put("later.json", invoice(4));
    Files.writeString(growing, "\n" + invoice(3), StandardOpenOption.APPEND);
    List<String> all = new ArrayList<>();
    do {
      all.addAll(jsons());
    } while (!inbox.hasEnded());
    assertThat(all).containsExactly(ONE, TWO);
    InboxPosition end = inbox.position();
    inbox.open(end, true);
    inbox.complete();
    assertThat(inbox.files()).contains("done/a.json", "done/b.json", "c.jsonl", "later.json");
  }

  @Test
  void anEmptyInboxIsMadeAndABoundedRunOfItEnds() throws Exception {
    inbox.open(InboxPosition.BEGINNING, true);
    assertThat(inbox.read()).isEmpty();
    assertThat(inbox.hasEnded()).isTrue();
  }

  @Test
  void positionsStaySmallWithTenThousandFiles() throws Exception {
    int count = 10_000;
    for (int i = 0; i < count; i++) {
      inbox.put("sub" + i % 10 + "/f" + i + ".csv", "invoice_id\n" + i + "\n");
    }
    int read = 0;
    int largest = 0;
    for (int batches = 0; read < count; batches++) {
      read += inbox.next().size();
      InboxPosition.Serializer serializer = InboxPosition.Serializer.INSTANCE;
      largest = Math.max(largest, serializer.serialize(inbox.position()).length);
      if (batches % 8 == 0) {
        read += completedAndNext();
      }
    }
    inbox.read();
    inbox.complete();
    assertThat(read).isEqualTo(count);
    assertThat(largest).isLessThan(500_000);
    assertThat(inbox.files()).hasSize(count).allMatch(name -> name.startsWith("done/"));
  }

  private int completedAndNext() throws Exception {
    inbox.goOn(inbox.position());
    return inbox.next().size();
  }

  @Test
  void aFileAndAFolderOfOneNameAreInNobodysWay() throws Exception {
    inbox.put("x.json", invoice(1));
    inbox.read();
    inbox.complete();
    inbox.put("x.json/x.json", invoice(2));
    inbox.put("y.json/y.json", invoice(3));
    inbox.read();
    inbox.complete();
    Files.delete(inbox.folder.resolve("y.json"));
    inbox.put("y.json", invoice(4));
    inbox.put("z.xls", "");
    inbox.put("z.xls.reason", "");
    inbox.read();
    inbox.complete();
    assertThat(inbox.files())
        .containsExactly(
            "done/x.json",
            "done/x.json_x.json",
            "done/y (4).json",
            "done/y.json/y.json",
            "failed/z (6).xls.reason",
            "failed/z (6).xls.reason.reason",
            "failed/z.xls",
            "failed/z.xls.reason");
  }

  @Test
  void aMovedFileNeverReplacesAnother() throws Exception {
    inbox.put("done/a.json", "mine");
    inbox.put("a.json", invoice(1));
    inbox.read();
    inbox.complete();
    assertThat(inbox.text("done/a.json")).isEqualTo("mine");
    assertThat(inbox.text("done/a (1).json")).isEqualTo(invoice(1));
    Files.move(
        inbox.folder.resolve("done/a (1).json"),
        inbox.folder.resolve("a.json"),
        StandardCopyOption.ATOMIC_MOVE);
    assertThat(inbox.read()).as("put there again: known").isEmpty();
    inbox.complete();
    assertThat(inbox.files()).contains("done/a (2).json").doesNotContain("a.json");
  }

  @Test
  void aNameAsLongAsThereIsIsCutWhereMoreComesOnTop() throws Exception {
    String longest = "é".repeat(125);
    inbox.put(longest + ".json", invoice(1));
    inbox.put(longest + ".xls", "");
    inbox.read();
    inbox.complete();
    inbox.put(longest + ".json", invoice(2));
    inbox.put("b.json", invoice(3));
    assertThat(jsons()).hasSize(2);
    inbox.complete();
    String cut = "é".repeat(122);
    assertThat(inbox.files())
        .containsExactlyInAnyOrder(
            "done/b.json",
            "done/" + "é".repeat(121) + ".json",
            "done/" + "é".repeat(119) + " (3).json",
            "failed/" + cut + ".xls",
            "failed/" + cut + ".xls.reason");
  }

  @Test
  void aLongNameIsBroughtBackAsItWas() throws Exception {
    String name = "é".repeat(125) + ".json";
    inbox.put(name, invoice(1));
    InboxPosition before = inbox.position();
    inbox.read();
    inbox.complete();
    inbox.goOn(before);
    assertThat(inbox.files()).containsExactly(name);
    assertThat(jsons()).containsExactly(ONE);
  }

  @Test
  void aPositionThatWasNotWrittenHereIsAnIOException() throws Exception {
    inbox.put("a.jsonl", (invoice(1) + "\n").repeat(1_000));
    InboxPosition inTheMiddle = inbox.next().get(9).after();
    InboxPosition.Serializer serializer = InboxPosition.Serializer.INSTANCE;
    byte[] bytes = serializer.serialize(inTheMiddle);
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("UTF_8", "UTF_7");
    assertThatThrownBy(() -> serializer.deserialize(1, text.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }
}
