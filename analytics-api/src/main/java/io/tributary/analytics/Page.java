package io.tributary.analytics;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The web page's files, from the class path's folder {@code page}. */
final class Page {
  private static final Pattern NAME =
      Pattern.compile("([a-z0-9][a-z0-9_-]*/)*[a-z0-9][a-z0-9_.-]*\\.[a-z0-9]+");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  /** Of files that are there: their number is bounded by what was built in. */
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  /**
   * Sends a file.
   *
   * @param path the request's, with its first slash
   * @throws Problem when there is no such file
   */
  void send(Context context, String path) throws IOException {
    String name = path.equals("/") ? "index.html" : path.substring(1);
    Optional<byte[]> file = file(name);
    if (file.isEmpty()) {
      throw Problem.notFound("there is nothing here: /openapi.json says what there is");
    }
    Answer.bytes(
        context, TYPES.getOrDefault(extension(name), "application/octet-stream"), file.get());
  }

  private Optional<byte[]> file(String name) throws IOException {
    if (!NAME.matcher(name).matches()
        || name.contains("..")
        || !TYPES.containsKey(extension(name))) {
      return Optional.empty();
    }
    byte[] known = files.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    try (InputStream in = Page.class.getResourceAsStream("/page/" + name)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] read = in.readAllBytes();
      files.put(name, read);
      return Optional.of(read);
    }
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
