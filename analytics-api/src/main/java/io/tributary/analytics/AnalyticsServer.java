package io.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.compression.Gzip;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The analytics API: answers over HTTP from a mirror of the lake's committed files. It holds
 * nothing that it could not make anew.
 */
public final class AnalyticsServer implements AutoCloseable {
  /** All feeds that there are. */
  static final List<String> FEEDS = List.of("tickets", "texts", "invoices", "weather", "tweets");

  private static final Logger LOG = LoggerFactory.getLogger(AnalyticsServer.class);

  /** Threads for answers, beside those of listeners. */
  private static final int THREADS = 32;

  private static final int HEADER_BYTES = 8 << 10;
  private static final long BODY_BYTES = 1 << 10;
  private static final int COMPRESSED_FROM_BYTES = 1 << 10;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  /** Nothing from elsewhere, nothing inline; the page talks to this server only. */
  private static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
          + " 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "Content-Security-Policy",
          CONTENT_POLICY,
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=()");

  private static final Set<HandlerType> ANSWERED = Set.of(HandlerType.GET, HandlerType.HEAD);

  /** For those who watch over it, who need no token. */
  private static final String HEALTH = "/health";

  private static final String STARTED = "started";

  private final Options options;
  private final Access access;
  private final Mirror mirror;
  private final LakeWatch lake;
  private final Readers readers;
  private final Optional<KafkaWatch> kafka;
  private final Optional<KafkaCluster> cluster;
  private final Optional<FlinkWatch> flink;
  private final Live live;
  private final Invoices invoices;
  private final Windows windows;
  private final FeedStatus status;
  private final ServerMetrics metrics;
  private final Remembered remembered = new Remembered();
  private final Page page = new Page();
  private final byte[] description;
  private final Javalin http;
  private final Map<String, Handler> routes = new TreeMap<>();
  private volatile boolean stopping;

  private AnalyticsServer(Options options) throws IOException, SQLException {
    this.options = options;
    access = new Access(options);
    mirror = new Mirror(options);
    readers = new Readers(mirror);
    lake = new LakeWatch(mirror, options.refresh());
    invoices = new Invoices(readers, mirror);
    windows = new Windows(readers);
    kafka =
        options
            .kafka()
            .map(
                bootstrap ->
                    new KafkaWatch(
                        bootstrap,
                        options.kafkaProperties(),
                        feed -> windows.newest(Windows.total(feed)).map(Windows.Newest::start)));
    cluster =
        options.kafka().map(bootstrap -> new KafkaCluster(bootstrap, options.kafkaProperties()));
    flink =
        options.flink().isEmpty() ? Optional.empty() : Optional.of(new FlinkWatch(options.flink()));
    status = new FeedStatus(mirror, windows, kafka, flink);
    live = new Live(status, windows, lake, kafka);
    metrics =
        new ServerMetrics(
            mirror, lake, readers, live, this::parts, () -> cluster.flatMap(KafkaCluster::state));
    description = resource("openapi.json");
    http = Javalin.create(this::configure);
  }

  /**
   * Starts a server; returns when it listens. The lake is read meanwhile, until which questions are
   * put off (503).
   *
   * @throws StartFailure when it can't, with what to do
   */
  public static AnalyticsServer start(Options options) {
    AnalyticsServer server;
    try {
      server = new AnalyticsServer(options);
    } catch (IOException | SQLException e) {
      throw new StartFailure("the mirror of the lake can't be made: " + e.getMessage(), e);
    }
    try {
      server.http.start(options.address(), options.port());
    } catch (RuntimeException e) {
      server.closeMirror();
      throw new StartFailure(
          "analytics.port: can't listen at "
              + options.address()
              + ":"
              + options.port()
              + ", another program does: give another port, or 0 for any",
          e);
    }
    server.lake.start();
    server.kafka.ifPresent(KafkaWatch::start);
    server.cluster.ifPresent(KafkaCluster::start);
    server.flink.ifPresent(FlinkWatch::start);
    server.live.start();
    LOG.info("{} is up", server.url());
    return server;
  }

  /** Runs a server until it is told to stop (SIGTERM). */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new StartCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  if (!(e instanceof StartFailure)) {
                    throw e;
                  }
                  command.getErr().println(e.getMessage());
                  return 1;
                })
            .execute(arguments));
  }

  /** The port on which it listens. */
  public int port() {
    return http.port();
  }

  /** Where it is, for browsers on this machine. */
  public URI url() {
    String name =
        options.address().contains(":") ? "[" + options.address() + "]" : options.address();
    return URI.create("http://" + name + ":" + port() + "/");
  }

  /** Waits until the lake has been read once; false when that takes longer. */
  public boolean awaitLake(Duration atMost) throws InterruptedException {
    return lake.awaitRead(atMost);
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = BODY_BYTES;
    config.http.compressionStrategy = compression();
    config.jetty.threadPool = new QueuedThreadPool(THREADS + Live.LISTENERS, 8);
    config.jetty.modifyHttpConfiguration(AnalyticsServer::limit);
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(STOP_WITHIN.toMillis());
          server.setErrorHandler(new ProblemHandler());
        });
    config.routes.before(this::admit);
    route(
        "/analytics/summary",
        remembered(
            Invoices.SUMMARY, of(Dataset.INVOICES, (context, asked) -> invoices.summary(asked))));
    for (String dimension : List.of("country", "region", "payment_mode", "source")) {
      route(
          "/analytics/by_" + dimension,
          remembered(
              Invoices.BY,
              of(Dataset.INVOICES, (context, asked) -> invoices.by(dimension, asked))));
    }
    route(
        "/analytics/dates",
        remembered(
            Invoices.DATES, of(Dataset.INVOICES, (context, asked) -> invoices.dates(asked))));
    route("/analytics/overview", remembered(Set.of(), (context, asked) -> status.overview()));
    route("/analytics/live", this::listen);
    route(
        "/analytics/{feed}/metrics",
        context -> {
          String feed = feed(context);
          Set<String> known = feed.equals(Dataset.INVOICES) ? Invoices.METRICS : Windows.METRICS;
          remembered(
                  known,
                  of(
                      feed,
                      (same, asked) ->
                          feed.equals(Dataset.INVOICES)
                              ? invoices.metrics(asked)
                              : windows.metrics(feed, asked)))
              .handle(context);
        });
    route(
        "/analytics/{feed}/quality",
        lake(Set.of(), (context, asked) -> status.quality(feed(context))));
    routes.put(HEALTH, this::health);
    routes.put(
        "/metrics", context -> context.contentType(ServerMetrics.TYPE).result(metrics.text()));
    routes.put("/openapi", context -> Answer.bytes(context, Answer.JSON, description));
    routes.put("/openapi.json", context -> Answer.bytes(context, Answer.JSON, description));
    routes.forEach(
        (path, handler) -> answer(config, path, path.equals(HEALTH) ? handler : admitted(handler)));
    answer(config, "/", context -> page.send(context, "/"));
    answer(config, "/<file>", context -> page.send(context, context.path()));
    config.routes.exception(Problem.class, (problem, context) -> Answer.problem(context, problem));
    config.routes.exception(HttpResponseException.class, AnalyticsServer::refuse);
    config.routes.exception(Exception.class, AnalyticsServer::fail);
    config.routes.after(this::count);
  }

  /** Without a handler of its own, HEAD would be answered with less than GET. */
  private static void answer(JavalinConfig config, String path, Handler handler) {
    config.routes.get(path, handler);
    config.routes.head(path, handler);
  }

  private void route(String path, Handler handler) {
    routes.put(path, handler);
    routes.put("/api" + path, handler);
  }

  /** Paths that are answered, beside the page's. */
  Set<String> paths() {
    return routes.keySet();
  }

  /** What hands it the requests. */
  Server jetty() {
    return http.jettyServer().server();
  }

  private static CompressionStrategy compression() {
    CompressionStrategy gzip = new CompressionStrategy(null, new Gzip());
    gzip.setDefaultMinSizeForCompression(COMPRESSED_FROM_BYTES);
    return gzip;
  }

  private static void limit(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setIdleTimeout(IDLE.toMillis());
  }

  private void admit(Context context) {
    context.attribute(STARTED, System.nanoTime());
    SECURITY_HEADERS.forEach(context::header);
    access.checkHost(context.header("Host"));
    if (!ANSWERED.contains(context.method())) {
      context.header("Allow", "GET, HEAD");
      throw Problem.methodNotAllowed("only GET and HEAD are answered");
    }
  }

  private Handler admitted(Handler handler) {
    return context -> {
      access.checkToken(context.header("Authorization"));
      handler.handle(context);
    };
  }

  /** A question that the lake answers. */
  private interface Question {
    JsonNode answer(Context context, Parameters asked);
  }

  /** Puts off what is asked of a feed of which a folder could not be listed so far. */
  private Question of(String feed, Question question) {
    return (context, asked) -> {
      if (!mirror.state().read().contains(feed)) {
        throw Problem.unavailable(feed + " has not been read yet: /health says what can't be");
      }
      return question.answer(context, asked);
    };
  }

  private Handler lake(Set<String> known, Question question) {
    return context -> {
      awaitLake();
      Answer.json(context, question.answer(context, asked(context, known)));
    };
  }

  /** As {@link #lake}, for answers that change only when the lake does. */
  private Handler remembered(Set<String> known, Question question) {
    return context -> {
      awaitLake();
      long generation = mirror.state().generation();
      String request = context.path() + "?" + context.queryString();
      Optional<byte[]> before = remembered.find(request, generation);
      byte[] body =
          before.isPresent()
              ? before.get()
              : Answer.utf8(question.answer(context, asked(context, known)));
      if (before.isEmpty()) {
        remembered.keep(request, generation, body);
      }
      Answer.bytes(context, Answer.JSON, body);
    };
  }

  private void awaitLake() {
    if (stopping) {
      throw Problem.unavailable("the server is stopping");
    }
    if (!lake.hasRead()) {
      throw Problem.unavailable("the lake has not been read yet: ask again in a second");
    }
  }

  private static Parameters asked(Context context, Set<String> known) {
    Map<String, List<String>> sent;
    try {
      sent = context.queryParamMap();
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("the parameters can't be read: check the percent signs");
    }
    return new Parameters(sent, known);
  }

  private static String feed(Context context) {
    String feed = context.pathParam("feed");
    if (!FEEDS.contains(feed)) {
      throw Problem.notFound(
          Problem.shown(feed) + " is no feed: it is one of " + String.join(", ", FEEDS));
    }
    return feed;
  }

  private void listen(Context context) throws IOException {
    asked(context, Set.of());
    awaitLake();
    if (context.method().equals(HandlerType.HEAD)) {
      context.contentType(Live.TYPE);
      return;
    }
    live.listen(context);
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>(List.of(lake.part()));
    parts.add(
        kafka
            .map(KafkaWatch::part)
            .orElse(
                new Part(
                    "kafka",
                    Part.Status.OFF,
                    Optional.empty(),
                    "kafka.bootstrap.servers is not set")));
    parts.add(
        flink
            .map(FlinkWatch::part)
            .orElse(new Part("flink", Part.Status.OFF, Optional.empty(), "flink.url is not set")));
    return parts;
  }

  private void health(Context context) {
    List<Part> parts = parts();
    boolean starting = !lake.hasRead();
    boolean ok =
        parts.stream()
            .allMatch(part -> part.status() == Part.Status.OK || part.status() == Part.Status.OFF);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("status", stopping ? "stopping" : starting ? "starting" : ok ? "ok" : "stale");
    ArrayNode all = answer.putArray("parts");
    for (Part part : parts) {
      all.addObject()
          .put("part", part.name())
          .put("status", part.status().word())
          .put("since", part.since().map(Instant::toString).orElse(null))
          .put("detail", part.detail());
    }
    context
        .header("Cache-Control", "no-store")
        .status(stopping || starting ? 503 : 200)
        .contentType(Answer.JSON)
        .result(answer.toString());
  }

  private static void refuse(HttpResponseException e, Context context) {
    int code = e.getStatus();
    String title = HttpStatus.forStatus(code).getMessage();
    context
        .header("Cache-Control", "no-store")
        .status(code)
        .contentType(Answer.PROBLEM)
        .result(Answer.body(code, title, ProblemHandler.detail(code)));
  }

  private static void fail(Exception e, Context context) {
    LOG.error("{} failed", context.path(), e);
    context
        .header("Cache-Control", "no-store")
        .status(500)
        .contentType(Answer.PROBLEM)
        .result(Answer.body(500, "Internal Server Error", ProblemHandler.detail(500)));
  }

  private void count(Context context) {
    Long started = context.attribute(STARTED);
    Endpoint matched = context.endpoints().matchedHttpEndpoint();
    metrics.answered(
        matched != null && routes.containsKey(matched.path) ? matched.path : "/",
        context.statusCode(),
        started == null ? 0 : (System.nanoTime() - started) / 1e9);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = AnalyticsServer.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is not in the program");
      }
      return in.readAllBytes();
    }
  }

  /** Answers what it is being asked, and stops; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (stopping) {
      return;
    }
    stopping = true;
    try {
      live.close();
      http.stop();
      if (kafka.isPresent()) {
        kafka.get().close();
      }
      if (cluster.isPresent()) {
        cluster.get().close();
      }
      if (flink.isPresent()) {
        flink.get().close();
      }
      lake.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeMirror();
  }

  private void closeMirror() {
    try {
      readers.close();
      mirror.close();
    } catch (SQLException | UncheckedIOException e) {
      LOG.warn("The mirror's temporary files are left behind", e);
    }
  }
}
