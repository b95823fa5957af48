package io.tributary.tensorflow;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;

/** JSON as TensorFlow Serving writes it, down to the spaces and the digits. */
final class AnswerJson {
  private static final MathContext SHORT = new MathContext(6);
  private static final MathContext EXACT = new MathContext(9);
  private static final int SMALLEST_PLAIN = -4;

  private final StringBuilder json = new StringBuilder();

  private AnswerJson() {}

  /** An error's body. */
  static String error(String message) {
    AnswerJson answer = new AnswerJson();
    answer.json.append("{\n    \"error\": ");
    answer.value(message);
    return answer.json.append("\n}").toString();
  }

  /** Predictions of each text, or outputs of all: of several outputs by their names. */
  static String of(PredictRequest.Format format, Map<String, List<List<Object>>> outputs) {
    AnswerJson answer = new AnswerJson();
    if (format == PredictRequest.Format.ROW) {
      answer.rows(outputs);
    } else {
      answer.columns(outputs);
    }
    return answer.json.toString();
  }

  private void rows(Map<String, List<List<Object>>> outputs) {
    int rows = outputs.values().stream().mapToInt(List::size).min().orElse(0);
    json.append("{\n    \"predictions\": [");
    for (int row = 0; row < rows; row++) {
      json.append(row == 0 ? "" : ",").append("\n        ");
      if (outputs.size() == 1) {
        line(outputs.values().iterator().next().get(row));
        continue;
      }
      String before = "{";
      for (Map.Entry<String, List<List<Object>>> each : outputs.entrySet()) {
        json.append(before).append("\n            ");
        value(each.getKey());
        json.append(": ");
        line(each.getValue().get(row));
        before = ",";
      }
      json.append("\n        }");
    }
    json.append(rows == 0 ? "]" : "\n    ]").append("\n}");
  }

  private void line(List<Object> values) {
    String before = "[";
    for (Object each : values) {
      json.append(before);
      value(each);
      before = ", ";
    }
    json.append(values.isEmpty() ? "[]" : "]");
  }

  private void columns(Map<String, List<List<Object>>> outputs) {
    json.append("{\n    \"outputs\": ");
    if (outputs.size() == 1) {
      lines(outputs.values().iterator().next(), "    ");
    } else {
      String before = "{";
      for (Map.Entry<String, List<List<Object>>> each : outputs.entrySet()) {
        json.append(before).append("\n        ");
        value(each.getKey());
        json.append(": ");
        lines(each.getValue(), "        ");
        before = ",";
      }
      json.append("\n    }");
    }
    json.append("\n}");
  }

  private void lines(List<?> values, String indent) {
    String before = "[";
    for (Object each : values) {
      json.append(before).append('\n').append(indent).append("    ");
      if (each instanceof List<?> list) {
        lines(list, indent + "    ");
      } else {
        value(each);
      }
      before = ",";
    }
    json.append(values.isEmpty() ? "[]" : "\n" + indent + "]");
  }

  private void value(Object value) {
    if (value instanceof Float number) {
      json.append(decimal(number));
    } else {
      json.append('"');
      JsonStringEncoder.getInstance().quoteAsString(value.toString(), json);
      json.append('"');
    }
  }

  /** Six digits, as of {@code %g}, where they say the same number; else nine. */
  static String decimal(float value) {
    if (Float.isNaN(value)) {
      return "NaN";
    }
    if (Float.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    if (value == 0) {
      return Float.floatToRawIntBits(value) == 0 ? "0.0" : "-0.0";
    }
    MathContext digits = SHORT;
    BigDecimal number = new BigDecimal(value).round(digits);
    if (number.floatValue() != value) {
      digits = EXACT;
      number = new BigDecimal(value).round(digits);
    }
    number = number.stripTrailingZeros();
    int exponent = number.precision() - number.scale() - 1;
    if (exponent < SMALLEST_PLAIN || exponent >= digits.getPrecision()) {
      String mantissa = number.scaleByPowerOfTen(-exponent).toPlainString();
      return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    String plain = number.toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }
}
