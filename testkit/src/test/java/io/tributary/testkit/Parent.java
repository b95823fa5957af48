package io.tributary.testkit;

import java.nio.file.Path;

/** The program of a parent that starts a broker, says its address and waits to be killed. */
final class Parent {
  private Parent() {}

  public static void main(String[] args) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(Path.of(args[0]))) {
      System.out.println(broker.port());
      while (System.in.read() >= 0) {
        // Until it is killed.
      }
    }
  }
}
