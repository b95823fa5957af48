package io.tributary.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.files.OpenFile.Found;
import io.tributary.connectors.json.BoundedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What holds of a file in an inbox, whatever is in it. */
final class FuzzedFile {
  private static final ObjectMapper JSON = BoundedJson.mapper();
  private static final String SOURCE = "files";
  private static final int RECORD_BYTES = 96;
  private static final int UNPACKED_BYTES = 1 << 16;
  private static final Limits LIMITS = new Limits(RECORD_BYTES, UNPACKED_BYTES, 200);

  private final Path folder;

  /** What a reading yields: the records, where it stood before each, and why it ended early. */
  private record Read(List<Found> found, List<Reading> before, String end) {}

  FuzzedFile() throws IOException {
    folder = Files.createTempDirectory("fuzzed");
    folder.toFile().deleteOnExit();
  }

  /**
   * Checks that
   *
   * <ul>
   *   <li>reading ends, with as many records as the file can have, good ones and bad ones;
   *   <li>a good one is a JSON object with the inbox as its source, a bad one says why it is;
   *   <li>a reading that goes on from anywhere yields what the first one did from there.
   * </ul>
   */
  void check(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    file.toFile().deleteOnExit();
    FileVersion version = new FileVersion(name, bytes.length, 0);
    Read whole;
    Inspection inspection;
    try {
      inspection = Inspection.of(file, bytes.length, name.endsWith(".gz"), LIMITS);
      whole = read(file, new Reading(version, inspection.sha256(), inspection.encoding(), 0, 0));
    } catch (Unreadable e) {
      assertThat(e.reason()).isNotBlank();
      return;
    }
    for (Found found : whole.found) {
      check(found);
    }
    for (int i = 0; i < whole.before.size(); i++) {
      // From some places only: it is quadratic.
      if (i < 4 || i == whole.before.size() - 1) {
        checkRest(whole, i, file);
      }
    }
  }

  private static Read read(Path file, Reading from) throws IOException, Unreadable {
    List<Found> found = new ArrayList<>();
    List<Reading> before = new ArrayList<>();
    try (OpenFile open = OpenFile.open(file, from, SOURCE, LIMITS)) {
      while (true) {
        Reading at = open.reading();
        if (!before.isEmpty()) {
          Reading last = before.get(before.size() - 1);
          assertThat(at.offset()).isGreaterThanOrEqualTo(last.offset());
          assertThat(Math.abs(at.number())).isGreaterThanOrEqualTo(Math.abs(last.number()));
        }
        assertThat(at.offset()).isLessThanOrEqualTo(UNPACKED_BYTES);
        before.add(at);
        Found next;
        try {
          next = open.next();
        } catch (Unreadable e) {
          assertThat(e.reason()).isNotBlank();
          return new Read(found, before, e.reason());
        }
        if (next == null) {
          return new Read(found, before, "");
        }
        found.add(next);
        assertThat(found).hasSizeLessThanOrEqualTo(UNPACKED_BYTES + 1);
      }
    }
  }

  private static void check(Found found) throws IOException {
    assertThat(found.cut().number()).isPositive();
    assertThat(found.cut().bytes()).hasSizeLessThanOrEqualTo(RECORD_BYTES + 2);
    assertThat(found.json() == null).isNotEqualTo(found.problem() == null);
    if (found.problem() != null) {
      assertThat(found.problem().detail()).isNotBlank();
      assertThat(found.problem().detail().codePoints()).noneMatch(Character::isISOControl);
      return;
    }
    JsonNode record = JSON.readTree(found.json());
    assertThat(record.isObject()).isTrue();
    assertThat(record.path("source").asText()).isEqualTo(SOURCE);
  }

  private static void checkRest(Read whole, int from, Path file) throws IOException {
    Reading at = whole.before.get(from);
    Read rest;
    try {
      rest = read(file, at);
    } catch (Unreadable e) {
      throw new AssertionError("it can't be read from " + at + ": " + e.reason(), e);
    }
    assertThat(shown(rest.found))
        .as("records from %s", at)
        .isEqualTo(shown(whole.found.subList(from, whole.found.size())));
    assertThat(rest.end.isEmpty())
        .as("%s and %s", rest.end, whole.end)
        .isEqualTo(whole.end.isEmpty());
  }

  private static List<List<Object>> shown(List<Found> found) {
    return found.stream()
        .map(
            each ->
                List.<Object>of(
                    each.cut().number(),
                    new String(each.cut().bytes(), StandardCharsets.ISO_8859_1),
                    each.problem() == null
                        ? new String(each.json(), StandardCharsets.UTF_8)
                        : each.problem().detail()))
        .toList();
  }
}
