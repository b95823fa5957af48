package io.tributary.connectors.openai;

import io.tributary.connectors.secrets.Secret;
import io.tributary.testkit.ChatServer;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Models for tests. */
final class ChatModels {
  private static final List<String> SENTIMENTS = List.of("positive", "negative", "neutral");
  private static final List<String> TOPICS = List.of("sport", "politics", "other");

  static final Prompt PROMPT =
      new Prompt("1", "Say what each tweet says. " + "Be sure. ".repeat(50), SENTIMENTS, TOPICS);

  static final Prices PRICES = Prices.perMillion(new BigDecimal("0.15"), new BigDecimal("0.60"));

  private ChatModels() {}

  /** A patient one, with limits that nobody reaches. */
  static ChatModel at(URI baseUrl) {
    return new ChatModel(
        baseUrl,
        ChatServer.MODEL,
        Secret.none(),
        PROMPT,
        Duration.ofSeconds(5),
        4,
        5,
        Duration.ofMillis(300),
        ChatModel.Policy.WAIT,
        new ChatModel.Limits(100_000, 100_000_000, PRICES, Long.MAX_VALUE));
  }

  static ChatModel with(ChatModel of, Secret changed) {
    return new ChatModel(
        of.baseUrl(),
        of.name(),
        changed,
        of.prompt(),
        of.timeout(),
        of.inFlight(),
        of.batch(),
        of.linger(),
        of.policy(),
        of.limits());
  }

  static ChatModel with(ChatModel of, Prompt changed) {
    return new ChatModel(
        of.baseUrl(),
        of.name(),
        of.key(),
        changed,
        of.timeout(),
        of.inFlight(),
        of.batch(),
        of.linger(),
        of.policy(),
        of.limits());
  }

  static ChatModel with(ChatModel of, Duration changed) {
    return new ChatModel(
        of.baseUrl(),
        of.name(),
        of.key(),
        of.prompt(),
        changed,
        of.inFlight(),
        of.batch(),
        of.linger(),
        of.policy(),
        of.limits());
  }

  static ChatModel with(ChatModel of, ChatModel.Policy changed) {
    return new ChatModel(
        of.baseUrl(),
        of.name(),
        of.key(),
        of.prompt(),
        of.timeout(),
        of.inFlight(),
        of.batch(),
        of.linger(),
        changed,
        of.limits());
  }

  static ChatModel with(ChatModel of, ChatModel.Limits changed) {
    return new ChatModel(
        of.baseUrl(),
        of.name(),
        of.key(),
        of.prompt(),
        of.timeout(),
        of.inFlight(),
        of.batch(),
        of.linger(),
        of.policy(),
        changed);
  }

  /** What the server's model answers. */
  static Answer answer(String text) {
    return new Answer(
        ChatServer.answer(text, SENTIMENTS),
        ChatServer.answer(text, TOPICS),
        ChatServer.confidence(text));
  }
}
