package io.tributary.jobs.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.jobs.FuzzedRecord;
import io.tributary.jobs.JsonSeeds;
import io.tributary.pipeline.enrich.DirectoryEntry;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class ClientParserFuzzTest {
  private static final class Subject {
    static final Parser<DirectoryEntry<String>> USED = new ClientParser();
  }

  static Stream<byte[]> seeds() {
    return Stream.concat(
        JsonSeeds.of("{\"client_id\":\"CLIENT_7\",\"country\":\"FRA\"}"),
        Stream.of("CLIENT_7".getBytes(StandardCharsets.US_ASCII)));
  }

  /** As a value, and as the key of a client that was removed. */
  @MethodSource("seeds")
  @FuzzTest
  void everyRecordIsAnEntryOrRejected(byte[] bytes) {
    RawRecord value = new RawRecord("clients", 0, 0, 0, null, bytes, false, 0);
    Optional<DirectoryEntry<String>> entry = FuzzedRecord.parse(Subject.USED, value);
    assertThat(FuzzedRecord.parse(new ClientParser(), value)).isEqualTo(entry);
    entry.ifPresent(client -> assertThat(client.value()).isPresent());
    RawRecord removal = new RawRecord("clients", 0, 0, 0, bytes, null, false, 0);
    FuzzedRecord.parse(Subject.USED, removal)
        .ifPresent(
            client -> {
              assertThat(client.key().toString()).matches("CLIENT_[0-9]+");
              assertThat(client.value()).isEmpty();
            });
  }
}
