package io.tributary.benchmarks.process;

import io.tributary.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** A real broker in a JVM of its own, whose CPU time is known. It ends with this process. */
public final class MeasuredBroker implements AutoCloseable {
  private final BrokerProcess broker;
  private final long pid;

  private MeasuredBroker(BrokerProcess broker, long pid) {
    this.broker = broker;
    this.pid = pid;
  }

  /** Starts a broker on a free port, its records below this folder. */
  public static MeasuredBroker start(Path data) {
    Set<Long> before = children();
    BrokerProcess broker = BrokerProcess.startOptimised(data);
    Set<Long> started = children();
    started.removeAll(before);
    if (started.size() != 1) {
      broker.close();
      throw new IllegalStateException("one process should have been started, not " + started);
    }
    return new MeasuredBroker(broker, started.iterator().next());
  }

  public String bootstrap() {
    return broker.bootstrap();
  }

  /** CPU seconds since its start. */
  public double cpuSeconds() throws IOException {
    return ProcessTimes.of(pid);
  }

  @Override
  public void close() {
    broker.close();
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }
}
