package io.tributary.jobs.tweets;

import io.tributary.text.Language;
import java.util.List;

/**
 * What stands in a tweet, whoever analyses it.
 *
 * @param clean its text without what people don't read
 * @param lang the code of its language: as it was declared, else as it was identified, else {@code
 *     und}
 * @param language the one of our languages in which it is analysed
 * @param hashtags the different ones, in the form in which they are counted
 * @param keywords its different words that say something, in the form in which they are counted
 */
record TweetContent(
    String clean, String lang, Language language, List<String> hashtags, List<String> keywords) {}
