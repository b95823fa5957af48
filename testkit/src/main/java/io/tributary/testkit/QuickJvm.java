package io.tributary.testkit;

import java.util.List;

/** How a JVM starts that lives for a minute or less. */
public final class QuickJvm {
  /**
   * Short runs spend most of their time in the optimising compiler and the verifier of classes: a
   * job of some thousand records takes three quarters of the CPU without the latter.
   */
  public static final List<String> OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote");

  private QuickJvm() {}
}
