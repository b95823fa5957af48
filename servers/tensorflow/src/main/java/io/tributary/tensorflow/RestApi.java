package io.tributary.tensorflow;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * TensorFlow Serving's REST API: status, metadata and predictions. The paths, the order of the
 * checks and the words of the errors are those of its {@code http_rest_api_handler.cc}.
 */
final class RestApi {
  private static final Pattern PREDICT =
      Pattern.compile("/v1/models/([^/:]+)(?:/versions/(\\d+))?(?::predict|/predict)");
  private static final Pattern MODEL =
      Pattern.compile("/v1/models/([^/:]+)(?:/versions/(\\d+))?(/metadata)?");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** As protobuf prints it. */
  private static final ObjectWriter PRETTY =
      MAPPER.writer(
          new DefaultPrettyPrinter(
                  Separators.createDefaultInstance()
                      .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
              .withObjectIndenter(new DefaultIndenter(" ", "\n"))
              .withArrayIndenter(new DefaultIndenter(" ", "\n")));

  private final ServedVersions versions;

  RestApi(ServedVersions versions) {
    this.versions = versions;
  }

  /** What a request to predict asks, and whom. */
  record Prediction(String name, Optional<Long> version, PredictRequest request) {}

  /** Whether it is a path of predictions, the one that a proxy would make one of among them. */
  static boolean isPrediction(String method, String path) {
    return method.equals("POST") && PREDICT.matcher(path).matches();
  }

  /** Reads a request to predict. */
  static Prediction prediction(String path, byte[] body) throws ApiError {
    Matcher matcher = PREDICT.matcher(path);
    if (!matcher.matches()) {
      throw malformed("POST", path);
    }
    return new Prediction(matcher.group(1), number(matcher), PredictRequest.parse(body));
  }

  private static ApiError malformed(String method, String path) {
    return ApiError.badRequest("Malformed request: " + method + " " + path);
  }

  private static Optional<Long> number(Matcher path) throws ApiError {
    try {
      return Optional.ofNullable(path.group(2)).map(Long::valueOf);
    } catch (NumberFormatException e) {
      throw ApiError.badRequest("Failed to convert version: " + path.group(2) + " to numeric.");
    }
  }

  /** The input that a request has for the model it asks. */
  StringTensor input(Prediction asked) throws ApiError {
    return asked.request.input(input(signature(asked)));
  }

  /** The outputs, of each its rows. */
  Map<String, List<List<Object>>> predict(Prediction asked, StringTensor input) throws ApiError {
    return model(asked.name, asked.version).predict(signature(asked), input);
  }

  private static String input(SignatureDef signature) {
    return signature.getInputsMap().keySet().iterator().next();
  }

  private SignatureDef signature(Prediction asked) throws ApiError {
    String name = Optional.ofNullable(asked.request.signature()).orElse(SavedModelFolder.SIGNATURE);
    SignatureDef signature = model(asked.name, asked.version).signatures().get(name);
    if (signature == null) {
      throw ApiError.badRequest(
          "Serving signature name: \"" + name + "\" not found in signature def");
    }
    return signature;
  }

  private ServedModel model(String name, Optional<Long> version) throws ApiError {
    return version(name, version).model().orElseThrow();
  }

  private ServedVersions.Version version(String name, Optional<Long> version) throws ApiError {
    Optional<ServedVersions.Version> found = versions.version(name, version);
    if (found.isEmpty()) {
      throw ApiError.notFound(
          "Servable not found for request: "
              + version
                  .map(number -> "Specific(" + name + ", " + number + ")")
                  .orElse("Latest(" + name + ")"));
    }
    return found.get();
  }

  /** Everything but predictions. */
  String answer(String method, String path) throws ApiError {
    Matcher matcher = MODEL.matcher(path);
    if (!method.equals("GET") || !matcher.matches()) {
      throw malformed(method, path);
    }
    String name = matcher.group(1);
    return matcher.group(3) == null
        ? status(name, number(matcher))
        : metadata(version(name, number(matcher)), name);
  }

  private String status(String name, Optional<Long> number) throws ApiError {
    List<ServedVersions.Version> all =
        versions.all(name).stream()
            .filter(each -> number.isEmpty() || number.get() == each.number())
            .toList();
    if (all.isEmpty()) {
      throw ApiError.notFound(
          number
              .map(version -> "Could not find version " + version + " of model " + name)
              .orElse("Could not find any versions of model " + name));
    }
    ObjectNode status = MAPPER.createObjectNode();
    for (ServedVersions.Version each : all) {
      status
          .withArray("model_version_status")
          .addObject()
          .put("version", Long.toString(each.number()))
          .put("state", each.state().name())
          .putObject("status")
          .put("error_code", "OK")
          .put("error_message", "");
    }
    return pretty(status) + "\n";
  }

  private static String metadata(ServedVersions.Version version, String name) {
    ObjectNode spec =
        MAPPER
            .createObjectNode()
            .put("name", name)
            .put("signature_name", "")
            .put("version", Long.toString(version.number()));
    ObjectNode signatures = MAPPER.createObjectNode();
    ObjectNode each = signatures.putObject("signature_def");
    new TreeMap<>(version.model().orElseThrow().signatures())
        .forEach(
            (key, signature) -> {
              ObjectNode said = each.putObject(key);
              tensors(said.putObject("inputs"), signature.getInputsMap());
              tensors(said.putObject("outputs"), signature.getOutputsMap());
              said.put("method_name", signature.getMethodName());
              said.putObject("defaults");
            });
    return "{\n\"model_spec\":"
        + pretty(spec)
        + "\n,\n\"metadata\": {\"signature_def\": "
        + pretty(signatures)
        + "\n}\n}\n";
  }

  private static void tensors(ObjectNode said, Map<String, TensorInfo> tensors) {
    new TreeMap<>(tensors)
        .forEach(
            (key, tensor) -> {
              ObjectNode one = said.putObject(key).put("dtype", tensor.getDtype().name());
              ObjectNode shape = one.putObject("tensor_shape");
              tensor
                  .getTensorShape()
                  .getDimList()
                  .forEach(
                      dim ->
                          shape
                              .withArray("dim")
                              .addObject()
                              .put("size", Long.toString(dim.getSize()))
                              .put("name", dim.getName()));
              shape.put("unknown_rank", tensor.getTensorShape().getUnknownRank());
              one.put("name", tensor.getName());
            });
  }

  private static String pretty(ObjectNode json) {
    try {
      return PRETTY.writeValueAsString(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
  }
}
