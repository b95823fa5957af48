package io.tributary.cli.simulate.invoices;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.Outlet;
import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.cli.simulate.SimulationParameters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Writes invoices into files of an inbox, some dozens into each. */
final class InvoiceFiles implements Outlet {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int FEWEST = 24;
  private static final int MOST = 60;

  /** A file with fewer is written once its first record is that old, and another one comes. */
  private static final long OLDEST_NANOS = Duration.ofSeconds(10).toNanos();

  private final InboxFolder inbox;
  private final String name;
  private final SplittableRandom random;
  private final List<byte[]> waiting = new ArrayList<>();
  private int enough;
  private long firstNanos;
  private int number = 1;
  private long delivered;

  InvoiceFiles(Path folder, SimulationParameters parameters) {
    inbox = new InboxFolder("--files", folder);
    name = "factures-" + TIME.format(parameters.start());
    random = new SplittableRandom(parameters.seed());
  }

  @Override
  public void send(SimulatedRecord record) {
    if (waiting.isEmpty()) {
      enough = random.nextInt(FEWEST, MOST + 1);
      firstNanos = System.nanoTime();
    }
    waiting.add(InvoiceJson.bytes(record));
    if (waiting.size() >= enough || System.nanoTime() - firstNanos > OLDEST_NANOS) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    FileForm drawn = any(List.of(FileForm.values()), random);
    FileForm form =
        waiting.stream().allMatch(record -> InvoiceJson.read(record).isPresent())
            ? drawn
            : FileForm.JSON_LINES;
    byte[] content = form.write(waiting).getBytes(StandardCharsets.UTF_8);
    number = inbox.drop(name, number, form.extension(), content) + 1;
    delivered += waiting.size();
    waiting.clear();
  }

  @Override
  public long delivered() {
    return delivered;
  }

  @Override
  public void close() {
    // What was not flushed was not asked for: the simulation has failed.
  }
}
