package io.tributary.analytics;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The server as a program of its own. */
@Command(
    name = "analytics",
    mixinStandardHelpOptions = true,
    description = "Answers over HTTP from a lake's committed files.")
final class StartCommand implements Callable<Integer> {
  @Mixin private ServerFlags flags;

  @Override
  public Integer call() throws InterruptedException {
    AnalyticsServer server = AnalyticsServer.start(flags.options());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  stopped.countDown();
                },
                "analytics-stop"));
    System.out.println(server.url());
    stopped.await();
    return 0;
  }
}
