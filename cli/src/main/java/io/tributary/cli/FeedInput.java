package io.tributary.cli;

import java.util.List;
import java.util.Optional;

/**
 * What a feed reads, its main topic first.
 *
 * @param feed the feed's name
 * @param topics never empty
 */
record FeedInput(String feed, List<InputTopic> topics) {
  private static final List<FeedInput> ALL =
      List.of(
          new FeedInput("tickets", List.of(InputTopic.TICKETS, InputTopic.CLIENTS)),
          new FeedInput("texts", InputTopic.TEXTS));

  static FeedInput of(String feed) {
    return ALL.stream()
        .filter(input -> input.feed.equals(feed))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "there is no feed '" + feed + "' to publish to",
                    "take one of " + ALL.stream().map(FeedInput::feed).toList()));
  }

  InputTopic topic(Optional<String> name) {
    if (name.isEmpty()) {
      return topics.get(0);
    }
    return topics.stream()
        .filter(topic -> topic.name().equals(name.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "the feed " + feed + " does not read a topic '" + name.get() + "'",
                    "take one of " + topics.stream().map(InputTopic::name).toList()));
  }
}
