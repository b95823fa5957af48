package io.tributary.tensorflow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to predict, for a signature of one input of strings. What is taken and how
 * errors are worded is TensorFlow Serving's {@code json_tensor.cc}.
 *
 * @param format how the texts came, and how the answer goes
 * @param signature which signature is asked for; none: the default one
 */
record PredictRequest(Format format, @Nullable String signature, JsonNode values) {
  /** The two ways to write a batch. */
  enum Format {
    /** {@code instances}, and {@code predictions} of each. */
    ROW,
    /** {@code inputs}, and {@code outputs} of all. */
    COLUMNAR
  }

  private static final int SHOWN = 256;

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build()
          .readerFor(JsonNode.class);

  /** Reads a body, down to its values. */
  static PredictRequest parse(byte[] body) throws ApiError {
    JsonNode document = json(body);
    if (!document.isObject()) {
      throw ApiError.badRequest("JSON Value: " + shown(document) + " Is not object");
    }
    JsonNode signature = document.get("signature_name");
    if (signature != null && !signature.isTextual()) {
      throw ApiError.badRequest(
          "JSON Value: "
              + shown(document)
              + " not formatted correctly. 'signature_name' key must be a string value.");
    }
    String name = signature == null || signature.asText().isEmpty() ? null : signature.asText();
    JsonNode instances = document.get("instances");
    JsonNode inputs = document.get("inputs");
    if (instances != null && inputs != null) {
      throw ApiError.badRequest(
          "JSON Value: "
              + shown(document)
              + " Not formatted correctly expecting only one of 'inputs' or 'instances' keys to"
              + " exist ");
    }
    if (inputs != null) {
      return new PredictRequest(Format.COLUMNAR, name, inputs);
    }
    if (instances == null) {
      throw ApiError.badRequest("Missing 'inputs' or 'instances' key");
    }
    if (!instances.isArray()) {
      throw ApiError.badRequest(
          "JSON Value: " + shown(document) + " Expecting 'instances' to be an list/array");
    }
    if (instances.isEmpty()) {
      throw ApiError.badRequest(
          "JSON Value: " + shown(document) + " No values in 'instances' array");
    }
    return new PredictRequest(Format.ROW, name, instances);
  }

  private static JsonNode json(byte[] body) throws ApiError {
    if (body.length == 0) {
      throw ApiError.badRequest("JSON Parse error: The document is empty");
    }
    try (JsonParser parser = JSON.createParser(body)) {
      JsonNode document = JSON.readTree(parser);
      if (document.isMissingNode()) {
        throw ApiError.badRequest("JSON Parse error: The document is empty. at offset: 0");
      }
      requirePairs(document);
      return document;
    } catch (JsonProcessingException e) {
      throw ApiError.badRequest(
          "JSON Parse error: Invalid value. at offset: " + e.getLocation().getByteOffset());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
  }

  private static void requirePairs(JsonNode value) throws ApiError {
    for (JsonNode each : value) {
      requirePairs(each);
    }
    if (value.asText().codePoints().anyMatch(PredictRequest::isSurrogate)) {
      throw ApiError.badRequest(
          "JSON Parse error: The surrogate pair in string is invalid. at offset: 0");
    }
  }

  private static boolean isSurrogate(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }

  /** The values as the signature's only input. */
  StringTensor input(String name) throws ApiError {
    return format == Format.ROW ? instances(name) : inputs(name);
  }

  private StringTensor instances(String name) throws ApiError {
    boolean objects = isNamed(values.get(0));
    Shaped all = new Shaped();
    Shape shape = null;
    int at = 0;
    for (JsonNode element : values) {
      if (isNamed(element) != objects) {
        throw ApiError.badRequest(
            objects
                ? "Expecting object but got list at item " + at + " of input list"
                : "Expecting value/list but got object at item " + at + " of input list");
      }
      String where = "Failed to process element: " + at;
      JsonNode value = element;
      if (objects) {
        for (Iterator<String> keys = element.fieldNames(); keys.hasNext(); ) {
          String key = keys.next();
          if (!key.equals(name)) {
            throw ApiError.badRequest(
                where
                    + " key: "
                    + key
                    + " of 'instances' list. Error: INVALID_ARGUMENT: JSON object: does not have"
                    + " named input: "
                    + key);
          }
        }
        value = element.get(name);
        if (value == null) {
          throw ApiError.badRequest(
              where
                  + " of 'instances' list. JSON object: "
                  + shown(element)
                  + " keys must be equal to: "
                  + name);
        }
        where += " key: " + name;
      }
      try {
        Shape own = Shape.of(value);
        all.add(value, 0, own);
        if (shape != null && !shape.equals(own)) {
          throw ApiError.badRequest("Expecting shape " + shape + " but got: " + own);
        }
        shape = own;
      } catch (ApiError e) {
        throw ApiError.badRequest(
            where + " of 'instances' list. Error: INVALID_ARGUMENT: " + e.message());
      }
      at++;
    }
    List<Long> sizes = new ArrayList<>(List.of((long) at));
    if (shape != null) {
      sizes.addAll(shape.sizes);
    }
    return new StringTensor(sizes, all.values);
  }

  private StringTensor inputs(String name) throws ApiError {
    JsonNode value = values;
    if (isNamed(values)) {
      value = values.get(name);
      if (value == null) {
        throw ApiError.badRequest("Missing named input: " + name + " in 'inputs' object.");
      }
    }
    Shape shape = Shape.of(value);
    Shaped all = new Shaped();
    all.add(value, 0, shape);
    return new StringTensor(shape.sizes, all.values);
  }

  /** Whether it is an object of named values, and not a value in base64. */
  private static boolean isNamed(JsonNode value) {
    return value.isObject() && !isBase64(value);
  }

  private static boolean isBase64(JsonNode value) {
    return value.isObject() && value.size() == 1 && value.path("b64").isTextual();
  }

  private static String shown(JsonNode value) {
    String json = value.toString();
    return json.substring(0, Math.min(json.length(), SHOWN));
  }

  /** The sizes of lists within lists, judged by the first of each. */
  private record Shape(List<Long> sizes) {
    static Shape of(JsonNode value) {
      List<Long> sizes = new ArrayList<>();
      for (JsonNode at = value; at != null && at.isArray(); at = at.get(0)) {
        sizes.add((long) at.size());
      }
      return new Shape(sizes);
    }

    @Override
    public String toString() {
      return sizes.toString().replace(" ", "");
    }
  }

  /** Values, put in a row. */
  private static final class Shaped {
    final List<byte[]> values = new ArrayList<>();

    void add(JsonNode value, int level, Shape shape) throws ApiError {
      int rank = shape.sizes.size();
      if (!value.isArray()) {
        if (level != rank) {
          throw ApiError.badRequest(
              "JSON Value: %s found at incorrect level: %d in the JSON DOM. Expected at level: %d"
                  .formatted(shown(value), level + 1, rank));
        }
        values.add(bytes(value));
        return;
      }
      if (level >= rank) {
        throw ApiError.badRequest(
            "Encountered list at unexpected level: " + level + " expected < " + rank);
      }
      if (value.size() != shape.sizes.get(level)) {
        throw ApiError.badRequest(
            "Encountered list at unexpected size: %d at level: %d expected size: %d"
                .formatted(value.size(), level, shape.sizes.get(level)));
      }
      for (JsonNode each : value) {
        add(each, level + 1, shape);
      }
    }

    private static byte[] bytes(JsonNode value) throws ApiError {
      if (isBase64(value)) {
        try {
          return Base64.getDecoder().decode(value.get("b64").asText());
        } catch (IllegalArgumentException e) {
          throw ApiError.badRequest("Unable to base64 decode");
        }
      }
      if (value.isObject()) {
        throw ApiError.badRequest(
            "JSON Value: " + shown(value) + " not formatted correctly for base64 data");
      }
      if (!value.isTextual()) {
        throw ApiError.badRequest(
            "JSON Value: %s Type: %s is not of expected type: string"
                .formatted(shown(value), type(value)));
      }
      return value.asText().getBytes(StandardCharsets.UTF_8);
    }

    private static String type(JsonNode value) {
      if (value.isBoolean()) {
        return value.asBoolean() ? "True" : "False";
      }
      return value.isNumber() ? "Number" : "Null";
    }
  }
}
