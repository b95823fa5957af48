package io.tributary.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The program of a {@link BrokerProcess}: {@code BrokerChild DATA PORT ADVERTISED_PORT}. Says
 * {@value #READY} on its standard output once it answers, and ends when its standard input does,
 * that is with its parent.
 */
final class BrokerChild {
  static final String READY = "ready";

  // A clean stop takes a second or two; a broker that hangs must not outlive its parent.
  private static final long HALT_AFTER_SECONDS = 15;

  private BrokerChild() {}

  public static void main(String[] args) throws IOException {
    PrintStream parent = System.out;
    System.setOut(System.err);
    KafkaBroker broker =
        KafkaBroker.start(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
    parent.println(READY);
    parent.close();
    while (System.in.read() >= 0) {
      // The parent says nothing: all that counts is the end of the stream.
    }
    CompletableFuture.delayedExecutor(HALT_AFTER_SECONDS, TimeUnit.SECONDS)
        .execute(() -> Runtime.getRuntime().halt(1));
    System.exit(0);
  }
}
