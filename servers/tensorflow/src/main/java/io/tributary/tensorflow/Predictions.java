package io.tributary.tensorflow;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Answers requests to predict, or fails as it was told to. Thread-safe. */
final class Predictions {
  private final RestApi api;
  private final FaultSwitch faults;

  Predictions(RestApi api, FaultSwitch faults) {
    this.api = api;
    this.faults = faults;
  }

  Reply reply(String path, byte[] body) throws ApiError, InterruptedException {
    Optional<Faults.Fault> fault = faults.next();
    TimeUnit.MILLISECONDS.sleep(faults.delayMillis());
    RestApi.Prediction asked = RestApi.prediction(path, body);
    StringTensor input = api.input(asked);
    return fault.isPresent()
        ? reply(fault.get(), asked, input)
        : Reply.of(200, Reply.JSON, json(asked, api.predict(asked, input)));
  }

  private Reply reply(Faults.Fault fault, RestApi.Prediction asked, StringTensor input)
      throws ApiError {
    return switch (fault.kind()) {
      case STATUS -> {
        Reply error = Reply.error(fault.status(), "a fault of status " + fault.status());
        yield fault.retryAfter() == null ? error : error.with("Retry-After", fault.retryAfter());
      }
      case HANG -> faults::hang;
      case DROP -> exchange -> exchange.close();
      case NO_JSON -> Reply.page(200, "Welcome");
      case EMPTY -> Reply.of(200, Reply.JSON, "");
      case CUT_OFF -> Reply.half(json(asked, api.predict(asked, input)));
      case FEWER_PREDICTIONS, MISSING_OUTPUT, NO_NUMBERS, NAN ->
          Reply.of(200, Reply.JSON, json(asked, wrong(fault.kind(), api.predict(asked, input))));
    };
  }

  private static String json(RestApi.Prediction asked, Map<String, List<List<Object>>> outputs) {
    return AnswerJson.of(asked.request().format(), outputs);
  }

  private static Map<String, List<List<Object>>> wrong(
      Faults.Kind kind, Map<String, List<List<Object>>> outputs) {
    TreeMap<String, List<List<Object>>> wrong = new TreeMap<>(outputs);
    switch (kind) {
      case FEWER_PREDICTIONS ->
          wrong.replaceAll((key, rows) -> rows.subList(0, Math.max(0, rows.size() - 1)));
      case MISSING_OUTPUT -> wrong.pollLastEntry();
      default -> {
        Object instead = kind == Faults.Kind.NAN ? Float.NaN : "high";
        wrong.replaceAll((key, rows) -> rows.stream().map(row -> instead(row, instead)).toList());
      }
    }
    return wrong;
  }

  /** The row, with this in place of its numbers. */
  private static List<Object> instead(List<Object> row, Object instead) {
    return row.get(0) instanceof Float ? Collections.nCopies(row.size(), instead) : row;
  }
}
