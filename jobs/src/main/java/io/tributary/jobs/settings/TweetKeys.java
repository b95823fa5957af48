package io.tributary.jobs.settings;

import java.util.List;

/** The settings of the tweets feed alone. */
public final class TweetKeys {
  static final List<Setting<?>> ALL = List.of();

  private TweetKeys() {}
}
