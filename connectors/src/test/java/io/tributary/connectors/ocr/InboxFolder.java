package io.tributary.connectors.ocr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector.Batch;
import io.tributary.connectors.collect.Collector.Collection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** An inbox in a test, and what a bounded run makes of it. */
record InboxFolder(Path folder, DocumentSettings settings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static InboxFolder in(Path folder, OcrEngine engine) {
    DocumentSettings given = DocumentSettings.of(folder.resolve("inbox").toString());
    return new InboxFolder(
        folder,
        new DocumentSettings(
            given.inbox(),
            engine,
            given.limits(),
            given.minConfidence(),
            "FR",
            Duration.ofMillis(1),
            Duration.ofMillis(10)));
  }

  InboxFolder with(DocumentSettings other) {
    return new InboxFolder(folder, other);
  }

  Path put(String name, byte[] content) {
    try {
      Path file = folder.resolve("inbox").resolve(name);
      Files.createDirectories(file.getParent());
      Path hidden = file.resolveSibling(".being-written");
      Files.write(hidden, content);
      return Files.move(hidden, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Collection<Long> open(long from) throws IOException {
    return new DocumentCollector(settings)
        .open(from, true, UnregisteredMetricsGroup.createOperatorMetricGroup());
  }

  /** All that is there now, from a position on. */
  List<Collected<Long>> collect(long from) throws IOException, InterruptedException {
    List<Collected<Long>> collected = new ArrayList<>();
    try (Collection<Long> collection = open(from)) {
      while (true) {
        Batch<Long> batch = collection.next();
        collected.addAll(batch.records());
        if (batch.ended()) {
          return collected;
        }
      }
    }
  }

  /** The files of one of the folders beside the inbox, without the dates that they are kept by. */
  List<String> files(String name) {
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.resolve(name).relativize(file).toString())
          .map(file -> file.replaceFirst("^[0-9]{4}-[0-9]{2}-[0-9]{2}/", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path only(String name, String file) {
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      return files
          .filter(each -> each.getFileName().toString().equals(file))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(Collected<Long> record) {
    try {
      return JSON.readTree(record.json());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
