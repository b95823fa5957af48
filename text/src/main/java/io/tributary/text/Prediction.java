package io.tributary.text;

/**
 * What a model says of a text.
 *
 * @param label the likeliest of the model's labels
 * @param score how likely the model finds it, 0 to 1
 */
public record Prediction(String label, double score) {}
