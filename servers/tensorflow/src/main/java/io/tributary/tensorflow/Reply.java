package io.tributary.tensorflow;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How a request ends. */
@FunctionalInterface
interface Reply {
  /** The type of all answers that are TensorFlow Serving's. */
  String JSON = "application/json";

  /** The type of what isn't found, and of other servers. */
  String HTML = "text/html";

  void to(HttpExchange exchange) throws IOException;

  /** An answer. */
  static Reply of(int status, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    };
  }

  /** An error, as TensorFlow Serving says one. */
  static Reply error(int status, String message) {
    return of(status, JSON, AnswerJson.error(message));
  }

  /** A page such as web servers have for errors. */
  static Reply page(int status, String title) {
    return of(
        status,
        HTML,
        "<HTML><HEAD>\n<TITLE>%s</TITLE>\n</HEAD><BODY>\n<H1>%s</H1>\n</BODY></HTML>\n"
            .formatted(title, title));
  }

  /** The beginning of an answer, before the connection is closed. */
  static Reply half(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", JSON);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
      exchange.getResponseBody().flush();
      exchange.close();
    };
  }

  /** The same reply, with a header. */
  default Reply with(String header, String value) {
    return exchange -> {
      exchange.getResponseHeaders().set(header, value);
      to(exchange);
    };
  }
}
