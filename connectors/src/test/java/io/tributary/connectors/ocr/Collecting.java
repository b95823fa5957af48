package io.tributary.connectors.ocr;

import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector.Batch;
import io.tributary.connectors.collect.Collector.Collection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process that collects documents and adds a line for each to a file, which is its checkpoint as
 * well: a line that is whole was committed. It is made to be killed.
 */
final class Collecting {
  private Collecting() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    Path out = folder.resolve("out.txt");
    long from = Files.exists(out) ? Files.readAllLines(out).size() : 0;
    try (Collection<Long> collection = InboxFolder.in(folder, new NoEngine()).open(from)) {
      while (true) {
        Batch<Long> batch = collection.next();
        for (Collected<Long> record : batch.records()) {
          String line =
              record.after() + " " + InboxFolder.json(record).path("invoice_id").asText() + "\n";
          Files.writeString(out, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        if (batch.ended()) {
          return;
        }
      }
    }
  }
}
