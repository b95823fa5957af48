package io.tributary.analytics;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What is said of requests that are refused before anybody has looked at what they ask. */
final class ProblemHandler implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.PROBLEM);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    Content.Sink.write(
        response,
        true,
        Answer.body(status, HttpStatus.getMessage(status), detail(status)),
        callback);
    return true;
  }

  /** What to do about a status, when there is nothing more to say. */
  static String detail(int status) {
    return switch (status) {
      case 400 -> "this is no request of HTTP 1.1: check the address and its percent signs";
      case 404 -> "there is nothing here: /openapi.json says what there is";
      case 405 -> "only GET and HEAD are answered";
      case 413 -> "the request has a body, and there is nothing to send: leave it out";
      case 414 -> "the address is too long: at most 8 KiB with all headers";
      case 431 -> "the headers are too large: at most 8 KiB together";
      case 500 -> "this is a fault of the server's: its log says which";
      default -> "the request can't be answered";
    };
  }
}
