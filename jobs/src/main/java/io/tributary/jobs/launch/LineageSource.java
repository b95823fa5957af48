package io.tributary.jobs.launch;

import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.TouchesDatasets;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A source that shows in the job manager how many of the job's lineage events were given up, and is
 * the same in all else.
 */
final class LineageSource<T, S extends SourceSplit, E>
    implements Source<T, S, E>, ResultTypeQueryable<T>, TouchesDatasets {
  private static final long serialVersionUID = 1L;

  private final Source<T, S, E> source;

  LineageSource(Source<T, S, E> source) {
    this.source = source;
  }

  @Override
  public List<NamedDataset> reads() {
    return source instanceof TouchesDatasets touching ? touching.reads() : List.of();
  }

  @Override
  public List<NamedDataset> writes() {
    return source instanceof TouchesDatasets touching ? touching.writes() : List.of();
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SourceReader<T, S> createReader(SourceReaderContext context) throws Exception {
    return source.createReader(context);
  }

  @Override
  public SplitEnumerator<S, E> createEnumerator(SplitEnumeratorContext<S> context)
      throws Exception {
    Lineage.showLostIn(context.metricGroup());
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<S, E> restoreEnumerator(SplitEnumeratorContext<S> context, E state)
      throws Exception {
    Lineage.showLostIn(context.metricGroup());
    return source.restoreEnumerator(context, state);
  }

  @Override
  public SimpleVersionedSerializer<S> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<E> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  @Override
  @SuppressWarnings("unchecked") // both kinds of source say what they make
  public TypeInformation<T> getProducedType() {
    return ((ResultTypeQueryable<T>) source).getProducedType();
  }
}
