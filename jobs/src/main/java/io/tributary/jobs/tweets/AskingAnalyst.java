package io.tributary.jobs.tweets;

import io.tributary.connectors.openai.Answer;
import io.tributary.connectors.openai.ChatClient;
import io.tributary.connectors.openai.ChatModel;
import io.tributary.pipeline.enrich.Memory;
import io.tributary.text.Analysis;
import io.tributary.text.Sentiment;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * A language model that is asked. Where it has no answer, the analyser that comes with the program
 * gives one, and the judgement says so.
 */
final class AskingAnalyst implements Analyst {
  private static final long serialVersionUID = 1L;

  /**
   * What a model is sent of a text at most, in code points: sentiment and topic are told by then.
   */
  private static final int MOST_CHARACTERS = 4_000;

  private final ChatModel model;
  private final String journal;
  private final int remembers;
  private final Clock clock;
  private final EmbeddedAnalyst embedded = new EmbeddedAnalyst();
  private transient @Nullable Memory memory;
  private transient @Nullable ChatClient client;

  /**
   * Makes one.
   *
   * @param journal the folder where answers are noted
   * @param remembers how many texts' answers are remembered
   * @param clock tells when; must be serializable, as the system's is
   */
  AskingAnalyst(ChatModel model, String journal, int remembers, Clock clock) {
    this.model = model;
    this.journal = journal;
    this.remembers = remembers;
    this.clock = clock;
  }

  @Override
  public boolean isAlone() {
    return true;
  }

  @Override
  public int remembers() {
    return remembers;
  }

  /** As many as can be under way, and as many again that wait for their turn. */
  @Override
  public int capacity() {
    return 2 * model.inFlight() * model.batch();
  }

  @Override
  public void recall(Memory given) {
    memory = given;
  }

  @Override
  public void open(MetricGroup metrics, Executor task) throws IOException {
    if (memory == null) {
      throw new IllegalStateException("it was given no memory");
    }
    embedded.open(metrics, task);
    client = ChatClient.open(model, journal, memory, task, metrics, clock);
  }

  @Override
  public CompletionStage<Judgement> enrich(TweetContent content) {
    String text = cut(content.clean());
    if (text.isBlank()) {
      return CompletableFuture.completedFuture(embedded.judge(content)); // nothing is left of it
    }
    return client()
        .analyse(text)
        .thenApply(answer -> answer.map(this::judgement).orElseGet(() -> embedded.judge(content)));
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= MOST_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS));
  }

  private Judgement judgement(Answer answer) {
    return new Judgement(
        new Analysis(Sentiment.of(answer.sentiment()), answer.topic(), answer.confidence()),
        model.name(),
        model.prompt().version());
  }

  private ChatClient client() {
    if (client == null) {
      throw new IllegalStateException("not opened");
    }
    return client;
  }

  @Override
  public void checkpoint(long number) {
    client().checkpoint(number);
  }

  @Override
  public void completed(long number) {
    client().completed(number);
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
