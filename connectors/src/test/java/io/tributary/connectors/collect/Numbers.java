package io.tributary.connectors.collect;

import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;

/** Collects the numbers from 0 to a last one; every tenth is refused. */
final class Numbers implements Collector<Long> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Told> TOLD = new ConcurrentHashMap<>();

  private final String key = UUID.randomUUID().toString();
  private final long count;
  private final int batch;
  private final Duration pause;

  /** What a test tells the collections, and they tell it. */
  static final class Told {
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger failuresToCome = new AtomicInteger();
    final AtomicInteger interrupted = new AtomicInteger();
    final List<Long> openedAt = new CopyOnWriteArrayList<>();
    final List<Long> completed = new CopyOnWriteArrayList<>();
    volatile boolean blocked;
    volatile boolean fails;
    volatile boolean isBroken;
    volatile boolean failsAfterNothing;
    final CountDownLatch waiting = new CountDownLatch(1);
  }

  Numbers(long count, int batch, Duration pause) {
    this.count = count;
    this.batch = batch;
    this.pause = pause;
    TOLD.put(key, new Told());
  }

  Told told() {
    return TOLD.get(key);
  }

  @Override
  public String name() {
    return "numbers";
  }

  @Override
  public List<NamedDataset> reads() {
    return List.of(new NamedDataset("memory", key, List.of()));
  }

  @Override
  public Long beginning() {
    return 0L;
  }

  @Override
  public SimpleVersionedSerializer<Long> positions() {
    return Positions.INSTANCE;
  }

  @Override
  public Collection<Long> open(Long from, boolean bounded, MetricGroup metrics) throws IOException {
    Told told = told();
    if (told.fails) {
      throw new IOException("planted: numbers are away");
    }
    told.opened.incrementAndGet();
    told.openedAt.add(from);
    return new Counting(from, told);
  }

  private final class Counting implements Collection<Long> {
    private final Told told;
    private long next;
    private boolean gaveNothing;

    Counting(long from, Told told) {
      next = from;
      this.told = told;
    }

    @Override
    public Batch<Long> next() throws IOException, InterruptedException {
      if (told.failuresToCome.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        if (told.isBroken) {
          throw new IllegalStateException("planted: nobody has foreseen this");
        }
        throw new IOException("planted: a number can't be read");
      }
      if (told.failsAfterNothing) {
        if (gaveNothing) {
          throw new IOException("planted: there are no numbers");
        }
        gaveNothing = true;
        return new Batch<>(List.of(), next, Duration.ZERO, false);
      }
      if (told.blocked) {
        told.waiting.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          told.interrupted.incrementAndGet();
          throw e;
        }
      }
      List<Collected<Long>> records = new ArrayList<>();
      for (; records.size() < batch && next < count; next++) {
        byte[] digits = Long.toString(next).getBytes(StandardCharsets.UTF_8);
        RawRecord raw = new RawRecord("numbers/all", 0, next, 5, null, digits, false, 0);
        records.add(
            next % 10 == 0
                ? Collected.rejected(
                    raw, new Rejection(RejectReason.INVALID_VALUE, "", "round"), next + 1)
                : Collected.of(
                    raw, ("{\"n\":" + next + "}").getBytes(StandardCharsets.UTF_8), next + 1));
      }
      return new Batch<>(records, next, pause, next == count);
    }

    @Override
    public void completed(Long position) {
      told.completed.add(position);
    }

    @Override
    public void close() {
      told.closed.incrementAndGet();
    }
  }

  private enum Positions implements SimpleVersionedSerializer<Long> {
    INSTANCE;

    @Override
    public int getVersion() {
      return 3;
    }

    @Override
    public byte[] serialize(Long position) {
      return ByteBuffer.allocate(8).putLong(position).array();
    }

    @Override
    public Long deserialize(int version, byte[] serialized) throws IOException {
      if (version != 3) {
        throw new IOException("version " + version);
      }
      return ByteBuffer.wrap(serialized).getLong();
    }
  }
}
