package io.tributary.connectors.model;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;

/**
 * A model behind TensorFlow Serving, and how it is asked.
 *
 * @param url where the server's REST API is, such as {@code http://localhost:8501}
 * @param name the model's name there
 * @param timeout how long one request may take
 * @param inFlight how many requests may be under way at once
 * @param batch how many texts go into a request at most
 * @param attempts how often a text is sent before it gets no answer
 */
public record ServedModel(
    URI url, String name, Duration timeout, int inFlight, int batch, int attempts)
    implements Serializable {
  /** As many attempts as it takes. */
  public static final int UNTIL_ANSWERED = Integer.MAX_VALUE;

  /** The path of the model in the REST API. */
  URI at(String verb) {
    String base = url.toString();
    return URI.create(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
            + "/v1/models/"
            + name
            + verb);
  }
}
