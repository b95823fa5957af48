package io.tributary.jobs.tweets;

import io.tributary.connectors.openai.ChatClient;
import io.tributary.connectors.openai.ChatModel;
import io.tributary.connectors.openai.Prices;
import io.tributary.connectors.secrets.Secret;
import io.tributary.pipeline.enrich.Memory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A process that asks about one text: model, address, file of the key, journal, text. */
final class AskOnce {
  private AskOnce() {}

  public static void main(String[] arguments) throws Exception {
    ChatModel model =
        new ChatModel(
            URI.create(arguments[1]),
            arguments[0],
            Secret.file(Path.of(arguments[2])),
            AnalysisPrompt.shipped(),
            Duration.ofMinutes(1),
            1,
            1,
            Duration.ZERO,
            ChatModel.Policy.WAIT,
            new ChatModel.Limits(10, 100_000, new Prices(0, 0), Long.MAX_VALUE));
    ExecutorService task = Executors.newSingleThreadExecutor();
    ChatClient client =
        ChatClient.open(
            model,
            arguments[3],
            new Forgetful(),
            task,
            new UnregisteredMetricsGroup(),
            Clock.systemUTC());
    System.out.println(
        task.submit(() -> client.analyse(arguments[4])).get().get(2, TimeUnit.MINUTES));
    System.exit(0);
  }

  private static final class Forgetful implements Memory {
    @Override
    public Optional<byte[]> find(String key) {
      return Optional.empty();
    }

    @Override
    public void put(String key, byte[] value) {}

    @Override
    public Optional<byte[]> note() {
      return Optional.empty();
    }

    @Override
    public void note(byte[] value) {}
  }
}
