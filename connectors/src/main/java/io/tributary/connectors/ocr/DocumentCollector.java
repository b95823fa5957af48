package io.tributary.connectors.ocr;

import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.connectors.ocr.pages.PageSplitter;
import io.tributary.pipeline.NamedDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;

/**
 * Documents dropped into an inbox, each turned into an invoice. A position is the number of the
 * newest document that is out, in the {@link Journal} beside the inbox.
 */
public final class DocumentCollector implements Collector<Long> {
  private static final long serialVersionUID = 1L;

  static final String SOURCE = "ocr";

  private final DocumentSettings settings;

  public DocumentCollector(DocumentSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return SOURCE;
  }

  @Override
  public List<NamedDataset> reads() {
    return List.of(DatasetNames.folder(settings.inbox(), List.of()));
  }

  @Override
  public Long beginning() {
    return 0L;
  }

  @Override
  public SimpleVersionedSerializer<Long> positions() {
    return new DocumentPosition();
  }

  @Override
  public Collection<Long> open(Long from, boolean bounded, MetricGroup metrics) throws IOException {
    Folders folders = Folders.beside(Path.of(settings.inbox()));
    OcrEngine.Reader engine = engine();
    Journal journal = null;
    try {
      journal = Journal.open(folders.journal());
      if (from > journal.last()) {
        throw new IOException(
            "%s has %d documents, but %d of them were taken: it is another inbox, or was restored from an older copy"
                .formatted(folders.journal(), journal.last(), from));
      }
      folders.clearWork();
      DocumentReader reader =
          new DocumentReader(new PageSplitter(settings.limits()), settings.engine(), engine);
      return new DocumentCollection(
          settings, folders, journal, reader, engine, from, bounded, new DocumentMetrics(metrics));
    } catch (IOException | RuntimeException e) {
      engine.close();
      if (journal != null) {
        journal.close();
      }
      throw e;
    }
  }

  private OcrEngine.Reader engine() throws IOException {
    try {
      return settings.engine().open(settings.limits());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it looked for " + settings.engine().name(), e);
    }
  }
}
