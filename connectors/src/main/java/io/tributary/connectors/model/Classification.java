package io.tributary.connectors.model;

/**
 * What a served model says a text is about.
 *
 * @param score how likely that is, from 0 to 1
 * @param modelVersion the version of the model that said so
 */
public record Classification(String label, double score, String modelName, String modelVersion) {}
