package io.tributary.text;

/**
 * What a short text says.
 *
 * @param topic what it is about: a label of {@link TextModel#shipped}, or {@code other}
 * @param confidence how sure of both whoever analysed it is, from 0 to 1
 */
public record Analysis(Sentiment sentiment, String topic, double confidence) {}
