package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreflightCommandTest {
  @TempDir private Path folder;

  @Test
  void saysWhenItIsCalledWrongly() {
    assertThat(Call.of("preflight", "tickets").exitCode()).isEqualTo(2);
    Call call = Call.of("preflight", "tickets", "--savepoint", "x", "--max-paralelism", "3");
    assertThat(call.exitCode()).isEqualTo(2);
    assertThat(call.err()).contains("max-parallelism").hasLineCount(1);
    assertThat(Call.of("preflight", "tikets", "--savepoint", "x").err())
        .contains("there is no feed 'tikets'");
  }

  @Test
  void saysInOneLineWhatIsNoSavepoint() throws Exception {
    for (Path each : new Path[] {folder, folder.resolve("nowhere")}) {
      Call call = Call.of("preflight", "tickets", "--savepoint", each.toString());
      assertThat(call.exitCode()).isEqualTo(1);
      assertThat(call.out()).isEmpty();
      assertThat(call.err())
          .startsWith("tributary: " + each + " is no savepoint or checkpoint")
          .endsWith(": give --savepoint the directory that holds its _metadata\n")
          .hasLineCount(1);
    }
    Files.write(folder.resolve("_metadata"), new byte[10]);
    Call call = Call.of("preflight", "tickets", "--savepoint", folder.toString());
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.err()).contains("its _metadata can't be read").hasLineCount(1);
  }

  @Test
  void saysInOneLineWhatIsNoJobsJar() throws Exception {
    String savepoint = folder.toString();
    Path text = Files.writeString(folder.resolve("text.jar"), "text");
    for (Path jar : new Path[] {folder.resolve("none.jar"), folder, text}) {
      Call call =
          Call.of("preflight", "tickets", "--savepoint", savepoint, "--jar", jar.toString());
      assertThat(call.exitCode()).as(jar.toString()).isEqualTo(1);
      assertThat(call.err()).contains(jar.toString(), "give --jar").hasLineCount(1);
    }
  }
}
