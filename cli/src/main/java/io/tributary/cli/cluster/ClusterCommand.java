package io.tributary.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.cli.CommandFailure;
import io.tributary.cli.StopSignal;
import io.tributary.connectors.http.BoundedBody;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.testkit.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A standalone Flink cluster in the foreground. */
@Command(
    name = "cluster",
    description = {
      "A Flink cluster on this machine, each part a JVM of its own, in the foreground.",
      "A part that dies is started again. Ctrl-C stops all; stop jobs with a savepoint before."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary cluster",
      "  tributary cluster --task-managers 3 --ha",
      "  tributary cluster -D taskmanager.memory.process.size=3g",
      "",
      "  tributary flink run -d -c io.tributary.jobs.tickets.TicketsJob \\",
      "      jobs/target/tributary-jobs.jar --kafka.bootstrap.servers localhost:9092",
      "  tributary flink list",
    })
public final class ClusterCommand implements Callable<Integer> {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 500;

  @Spec private CommandSpec spec;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many task managers (${DEFAULT-VALUE}).")
  private int taskManagers;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "2",
      description = "Task slots of each (${DEFAULT-VALUE}).")
  private int slots;

  @Option(names = "--ha", description = "With ZooKeeper: jobs survive the job manager.")
  private boolean highlyAvailable;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "The dashboard's (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/cluster",
      description = "Configuration, logs and temporary files (./${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "An option of Flink; several are allowed.")
  private Map<String, String> flinkOptions = new HashMap<>();

  @Override
  public Integer call() throws Exception {
    if (taskManagers < 1 || slots < 1) {
      throw new ParameterException(spec.commandLine(), "--task-managers and --slots: 1 or more");
    }
    for (String option : flinkOptions.keySet()) {
      if (option.startsWith("s3") && option.matches(".*(access|secret).key|.*session.token")) {
        throw new CommandFailure(
            "-D " + option + ": everyone on this machine can read a command line",
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment instead");
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    Directories directories = Directories.of(data);
    StandaloneCluster cluster =
        new StandaloneCluster(
            directories, port, taskManagers, slots, highlyAvailable, flinkOptions);
    for (FlinkProcess part : cluster.parts()) {
      part.endLeftOver();
    }
    if (!FreePort.isFree(port)) {
      throw new CommandFailure(
          "port " + port + " is taken by another program",
          "stop that one, or choose another with --port");
    }
    try (StopSignal stop = StopSignal.listen()) {
      try {
        for (FlinkProcess part : cluster.parts()) {
          part.start();
        }
        awaitReady(cluster, stop);
        if (!stop.isAsked()) {
          say(out, "");
          say(out, "  dashboard      http://localhost:" + port);
          say(out, "  task managers  " + taskManagers + ", " + slots + " slots each");
          say(out, "  configuration  " + directories.conf());
          say(out, "  logs           " + directories.log());
          say(out, "");
          say(out, "Submit with ./tributary flink run …; Ctrl-C stops the cluster.");
        }
        while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          for (FlinkProcess part : cluster.parts()) {
            if (!part.isAlive()) {
              say(out, part.name() + " has died and is started again");
              part.start();
            }
          }
        }
      } finally {
        say(out, "stopping");
        List<FlinkProcess> reversed = new ArrayList<>(cluster.parts());
        Collections.reverse(reversed);
        for (FlinkProcess part : reversed) {
          part.stop();
        }
      }
    }
    return ExitCode.OK;
  }

  private void awaitReady(StandaloneCluster cluster, StopSignal stop) {
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (registered() < taskManagers) {
      for (FlinkProcess part : cluster.parts()) {
        if (!part.isAlive()) {
          throw new CommandFailure(
              part.name() + " ended at once",
              "see " + part.name() + ".out and .log in " + data.resolve("log"));
        }
      }
      if (System.nanoTime() > end) {
        throw new CommandFailure(
            "the cluster was not ready within " + READY_WITHIN.toSeconds() + " s",
            "see the logs in " + data.resolve("log"));
      }
      if (stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  /** How many task managers the job manager knows; none while it doesn't answer. */
  private int registered() {
    try {
      HttpRequest overview =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/overview"))
              .timeout(Duration.ofSeconds(5))
              .build();
      String answer =
          HttpClient.newHttpClient().send(overview, BoundedBody.text(BoundedJson.ANSWER)).body();
      JsonNode json = BoundedJson.mapper().readTree(answer);
      return json.path("taskmanagers").asInt();
    } catch (IOException notYet) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
