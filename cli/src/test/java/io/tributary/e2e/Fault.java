package io.tributary.e2e;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What can go wrong in a deployment. How it does is decided when it is planned, so that a plan can
 * be told before anything happens.
 */
enum Fault {
  TASK_MANAGER_KILLED(
      random -> {
        int which = anyTaskManager(random);
        return new Plan.Act("number " + which, on -> on.taskManagerAtWork(which).destroyForcibly());
      }),
  JOB_MANAGER_KILLED(
      random -> new Plan.Act("", on -> on.flinkPart("jobmanager").destroyForcibly())),
  ALL_OF_FLINK_KILLED(
      random ->
          new Plan.Act(
              "",
              on -> {
                for (String part : List.of("jobmanager", "taskmanager-1", "taskmanager-2")) {
                  on.flinkPart(part).destroyForcibly();
                }
              })),
  ZOOKEEPER_KILLED(random -> new Plan.Act("", on -> on.flinkPart("zookeeper").destroyForcibly())),
  TASK_MANAGER_FROZEN(
      random -> {
        int which = anyTaskManager(random);
        int seconds = random.nextInt(3, 16); // beyond 10 it is given up, and wakes up as one of two
        return new Plan.Act(
            "number " + which + " for " + seconds + " s",
            on -> on.freeze(on.taskManagerAtWork(which).pid(), seconds));
      }),
  JOB_MANAGER_FROZEN(
      random -> {
        int seconds = random.nextInt(3, 16);
        return lasting(seconds, on -> on.freeze(on.flinkPart("jobmanager").pid(), seconds));
      }),
  BROKER_KILLED(
      random -> {
        int seconds = random.nextInt(1, 8);
        return lasting(
            seconds,
            on -> {
              on.broker().kill();
              Deployment.pause(seconds);
              on.broker().restart();
            });
      }),
  BROKER_FROZEN(
      random -> {
        int seconds = random.nextInt(3, 12);
        return lasting(seconds, on -> on.freeze(on.broker().pid(), seconds));
      }),
  CONNECTIONS_RESET(
      random -> {
        int times = random.nextInt(1, 6);
        return new Plan.Act(
            times + " times",
            on -> {
              for (int i = 0; i < times; i++) {
                on.resetConnections();
                Deployment.pause(1);
              }
            });
      }),
  STORAGE_KILLED(
      random -> {
        int seconds = random.nextInt(1, 12);
        return lasting(
            seconds,
            on -> {
              on.storage().kill();
              Deployment.pause(seconds);
              on.storage().startAgain();
            });
      }),
  STORAGE_FROZEN(
      random -> {
        int seconds = random.nextInt(3, 12);
        return lasting(seconds, on -> on.freeze(on.storage().pid(), seconds));
      }),
  DISK_FULL(
      random -> {
        int seconds = random.nextInt(2, 10);
        return lasting(
            seconds,
            on -> {
              on.disk().fill();
              Deployment.pause(seconds);
              on.disk().free();
            });
      }),
  STOPPED_AND_RESUMED(
      random ->
          new Plan.Act(
              "",
              on -> {
                on.stopJob();
                on.startJob();
              })),
  RESCALED(
      random ->
          new Plan.Act(
              "",
              on -> {
                on.stopJob();
                on.rescale();
                on.startJob();
              })),
  UPGRADED(
      random ->
          random.nextBoolean()
              ? new Plan.Act("by ./tributary upgrade", Deployment::upgrade)
              : new Plan.Act(
                  "by flink stop and run",
                  on -> {
                    on.stopJob();
                    on.changeJar();
                    on.startJob();
                  })),
  CLOCKS_SKEWED(
      random -> {
        SplittableRandom clocks = random.split();
        return new Plan.Act("", on -> on.sendSkewedClocks(clocks));
      }),
  GARBAGE(
      random -> {
        SplittableRandom bytes = random.split();
        return new Plan.Act("", on -> on.sendGarbage(bytes));
      });

  private interface Planner {
    Plan.Act plan(SplittableRandom random);
  }

  private final Planner planner;

  Fault(Planner planner) {
    this.planner = planner;
  }

  /** Decides all of it that can be decided before. */
  Plan.Step plan(SplittableRandom random) {
    return new Plan.Step(this, planner.plan(random));
  }

  /** The first or the second of those that have work; with one that has, it is both. */
  private static int anyTaskManager(SplittableRandom random) {
    return random.nextInt(1, 3);
  }

  private static Plan.Act lasting(int seconds, Plan.Deed deed) {
    return new Plan.Act("for " + seconds + " s", deed);
  }
}
