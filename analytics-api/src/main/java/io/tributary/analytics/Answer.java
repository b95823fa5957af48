package io.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How answers are sent: with a tag, by which a caller who has one already gets none again. */
final class Answer {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  private static final int TAG_BYTES = 12;

  private Answer() {}

  static void json(Context context, JsonNode answer) {
    bytes(context, JSON, utf8(answer));
  }

  static byte[] utf8(JsonNode answer) {
    return answer.toString().getBytes(StandardCharsets.UTF_8);
  }

  static void bytes(Context context, String type, byte[] body) {
    String tag = tag(body);
    context.header("ETag", tag);
    context.header("Cache-Control", "no-cache");
    context.header("Vary", "Accept-Encoding, Authorization");
    if (matches(context.header("If-None-Match"), tag)) {
      context.status(304);
      return;
    }
    context.contentType(type).result(body);
  }

  static void problem(Context context, Problem problem) {
    if (problem.isForNowOnly()) {
      context.header("Retry-After", "1");
    }
    if (problem.status() == 401) {
      context.header("WWW-Authenticate", "Bearer");
    }
    context.header("Cache-Control", "no-store");
    context
        .status(problem.status())
        .contentType(PROBLEM)
        .result(body(problem.status(), problem.title(), problem.detail()));
  }

  static String body(int status, String title, String detail) {
    ObjectNode problem = JsonNodeFactory.instance.objectNode();
    return problem
        .put("type", "about:blank")
        .put("title", title)
        .put("status", status)
        .put("detail", detail)
        .toString();
  }

  /** A weak one (RFC 9110, 8.8.1): the same answer is sent compressed or not. */
  private static String tag(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return "W/\"" + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static boolean matches(@Nullable String known, String tag) {
    return known != null
        && Arrays.stream(known.split(","))
            .map(String::strip)
            .anyMatch(each -> each.equals("*") || each.equals(tag) || tag.equals("W/" + each));
  }
}
