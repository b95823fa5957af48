package io.tributary.connectors.files;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class CsvFileFuzzTest {
  private static final class Subject {
    static final FuzzedFile FILE;

    static {
      try {
        FILE = new FuzzedFile();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static Stream<byte[]> seeds() {
    String plain =
        """
        invoice_id,issued_at,country,amount,lines
        F-1,2026-01-31,FR,"1 234,50","[{""description"":""a""}]"

        F-2,2026-01-31,"Côte d'Ivoire",-2,
        """;
    String french =
        "Facture;Date;Pays;Montant\r\n1;2026-01-31;FR;\"12,5\"\r2;\"a\r\nb\";\"\"\"\";3\n";
    String broken = "invoice_id\tamount\n\"1\t2\n3\t4\n\"5\"x\t6\n" + "7".repeat(200) + "\n8\t9";
    return Stream.of(
        plain.getBytes(StandardCharsets.UTF_8),
        plain.getBytes(Charset.forName("windows-1252")),
        ("\ufeff" + french).getBytes(StandardCharsets.UTF_8),
        ("\ufeff" + french).getBytes(StandardCharsets.UTF_16LE),
        ("\ufeff" + french).getBytes(StandardCharsets.UTF_16BE),
        broken.getBytes(StandardCharsets.UTF_8),
        "invoice_id,invoice_id\n1,2".getBytes(StandardCharsets.UTF_8),
        "invoice_id,lines\n1,[1e999999999]\n2,\"[\"\n3,\"\"\"\\ud800\"\"\""
            .getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isReadFromAnyRecordOnAsFromItsBeginning(byte[] bytes) throws IOException {
    Subject.FILE.check("fuzzed.csv", bytes);
  }
}
