package io.tributary.e2e;

import java.util.List;
import java.util.SplittableRandom;

/** What can go wrong in a deployment. Each is over when the method returns. */
enum Fault {
  TASK_MANAGER_KILLED((on, random) -> on.flinkPart(anyTaskManager(random)).destroyForcibly()),
  JOB_MANAGER_KILLED((on, random) -> on.flinkPart("jobmanager").destroyForcibly()),
  ALL_OF_FLINK_KILLED(
      (on, random) -> {
        for (String part : List.of("jobmanager", "taskmanager-1", "taskmanager-2")) {
          on.flinkPart(part).destroyForcibly();
        }
      }),
  ZOOKEEPER_KILLED((on, random) -> on.flinkPart("zookeeper").destroyForcibly()),
  TASK_MANAGER_FROZEN(
      (on, random) -> {
        // Beyond 10 s it is given up, and wakes up as one of two.
        on.freeze(on.flinkPart(anyTaskManager(random)).pid(), random.nextInt(3, 16));
      }),
  JOB_MANAGER_FROZEN(
      (on, random) -> on.freeze(on.flinkPart("jobmanager").pid(), random.nextInt(3, 16))),
  BROKER_KILLED(
      (on, random) -> {
        on.broker().kill();
        Deployment.pause(random.nextInt(1, 8));
        on.broker().restart();
      }),
  BROKER_FROZEN((on, random) -> on.freeze(on.broker().pid(), random.nextInt(3, 12))),
  CONNECTIONS_RESET(
      (on, random) -> {
        int times = random.nextInt(1, 6);
        for (int i = 0; i < times; i++) {
          on.resetConnections();
          Deployment.pause(1);
        }
      }),
  STORAGE_KILLED(
      (on, random) -> {
        on.storage().kill();
        Deployment.pause(random.nextInt(1, 12));
        on.storage().startAgain();
      }),
  STORAGE_FROZEN((on, random) -> on.freeze(on.storage().pid(), random.nextInt(3, 12))),
  DISK_FULL(
      (on, random) -> {
        on.disk().fill();
        Deployment.pause(random.nextInt(2, 10));
        on.disk().free();
      }),
  STOPPED_AND_RESUMED(
      (on, random) -> {
        on.stopJob();
        on.startJob();
      }),
  RESCALED(
      (on, random) -> {
        on.stopJob();
        on.rescale();
        on.startJob();
      }),
  UPGRADED(
      (on, random) -> {
        on.stopJob();
        on.changeJar();
        on.startJob();
      }),
  CLOCKS_SKEWED((on, random) -> on.sendSkewedClocks(random)),
  GARBAGE((on, random) -> on.sendGarbage(random));

  private interface Deed {
    void doTo(Deployment on, SplittableRandom random) throws Exception;
  }

  private final Deed deed;

  Fault(Deed deed) {
    this.deed = deed;
  }

  void inflict(Deployment on, SplittableRandom random) throws Exception {
    deed.doTo(on, random);
  }

  private static String anyTaskManager(SplittableRandom random) {
    return "taskmanager-" + random.nextInt(1, 3);
  }
}
