package io.tributary.connectors.openmeteo;

import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.connectors.openmeteo.WeatherPosition.Claim;
import io.tributary.pipeline.NamedDataset;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads answers that were kept, in the order of their names, and asks nobody. What comes to the
 * folder while this runs is not read.
 *
 * @param folder that of the answers, on any file system that Flink knows
 */
public record StoredAnswers(String folder) implements Collector<StoredAnswers.Position> {
  private static final Logger LOG = LoggerFactory.getLogger(StoredAnswers.class);
  private static final int MOST_RECORDS = 200;
  private static final Duration FOR_LONG = Duration.ofDays(1);

  /**
   * How far has been read.
   *
   * @param name of the answer that was read last; empty before the first
   * @param delivered how many of its observations; {@link Integer#MAX_VALUE} for all
   */
  public record Position(String name, int delivered) {}

  @Override
  public String name() {
    return OpenMeteoCollector.NAME + "-raw";
  }

  @Override
  public List<NamedDataset> reads() {
    return List.of(DatasetNames.folder(folder, List.of()));
  }

  @Override
  public Position beginning() {
    return new Position("", Integer.MAX_VALUE);
  }

  @Override
  public SimpleVersionedSerializer<Position> positions() {
    return new Positions();
  }

  @Override
  public Collection<Position> open(Position from, boolean bounded, MetricGroup metrics)
      throws IOException {
    RawAnswers answers = new RawAnswers(folder);
    return new Reader(answers, new ArrayDeque<>(answers.all()), from, bounded);
  }

  private static final class Reader implements Collection<Position> {
    private final RawAnswers answers;
    private final Deque<String> names;
    private final boolean bounded;
    private Position position;
    private @Nullable Delivery delivery;

    Reader(RawAnswers answers, Deque<String> names, Position from, boolean bounded) {
      this.answers = answers;
      this.names = names;
      this.position = from;
      this.bounded = bounded;
      names.removeIf(
          name ->
              name.compareTo(from.name()) < 0
                  || (name.equals(from.name()) && from.delivered() == Integer.MAX_VALUE));
    }

    @Override
    public Batch<Position> next() throws IOException {
      if (delivery == null) {
        String name = names.poll();
        if (name == null) {
          return new Batch<>(List.of(), position, FOR_LONG, bounded);
        }
        int delivered = name.equals(position.name()) ? position.delivered() : 0;
        position = new Position(name, delivered);
        byte[] bytes = answers.read(name);
        try {
          Answer answer = Answer.of(bytes);
          // Nobody claims what is read once more; any claim does.
          List<Claim> all = Collections.nCopies(answer.request().places().size(), new Claim(1, 1));
          delivery = new Delivery(name, answer, all, delivered);
        } catch (IOException e) {
          LOG.warn("{} in {} is left out: {}", name, answers.folder(), e.getMessage());
          position = new Position(name, Integer.MAX_VALUE);
          return new Batch<>(List.of(), position, Duration.ZERO, false);
        }
      }
      List<Collected<Position>> some = new ArrayList<>();
      for (Collected<WeatherPosition> each :
          delivery.take(MOST_RECORDS, WeatherPosition.beginning())) {
        WeatherPosition after = each.after();
        position =
            new Position(
                position.name(),
                after.reading() == null ? Integer.MAX_VALUE : after.reading().delivered());
        some.add(new Collected<>(each.raw(), each.json(), each.problem(), position));
      }
      if (delivery.isOver()) {
        delivery = null;
        position = new Position(position.name(), Integer.MAX_VALUE);
      }
      return new Batch<>(some, position, Duration.ZERO, false);
    }

    @Override
    public void close() {}
  }

  /** Writes a position. */
  static final class Positions implements SimpleVersionedSerializer<Position> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Position position) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeUTF(position.name());
      out.writeInt(position.delivered());
      return bytes.toByteArray();
    }

    @Override
    public Position deserialize(int version, byte[] bytes) throws IOException {
      if (version != 1) {
        throw new IOException(
            "the position among answers is of version %d, this program knows version 1: start the one that wrote it"
                .formatted(version));
      }
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      return new Position(in.readUTF(), in.readInt());
    }
  }
}
