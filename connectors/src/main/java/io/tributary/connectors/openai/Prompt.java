package io.tributary.connectors.openai;

import java.io.Serializable;
import java.util.List;

/**
 * What the model is told to do.
 *
 * @param version changes with every change of what is said to the model: answers of different
 *     versions are never taken for one another
 * @param instructions what stands before the texts
 * @param sentiments those that it may answer
 * @param topics those that it may answer
 */
public record Prompt(
    String version, String instructions, List<String> sentiments, List<String> topics)
    implements Serializable {}
