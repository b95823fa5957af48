package io.tributary.connectors.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.NoConnectionReuseStrategy;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.jspecify.annotations.Nullable;

/**
 * Asks by HTTP where requests are counted: each is sent once and by a connection of its own, with
 * the bounds of {@link BoundedHttp}. The JDK's client won't do: it sends a GET a second time, and
 * says nothing, when the connection breaks before the answer, and has no switch for that.
 */
public final class SingleHttp implements Closeable {
  private final CloseableHttpClient client;
  private final Duration timeout;
  private final int mostBytes;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "http-timeout");
            thread.setDaemon(true);
            return thread;
          });
  private volatile @Nullable HttpGet underWay;

  /**
   * Prepares to ask.
   *
   * @param timeout of each exchange as a whole
   * @param mostBytes of a body, unpacked
   */
  public SingleHttp(Duration timeout, int mostBytes) {
    this.timeout = timeout;
    this.mostBytes = mostBytes;
    int millis = Math.toIntExact(timeout.toMillis());
    this.client =
        HttpClients.custom()
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .setConnectionReuseStrategy(NoConnectionReuseStrategy.INSTANCE)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectTimeout(millis)
                    .setConnectionRequestTimeout(millis)
                    .setSocketTimeout(millis)
                    .build())
            .build();
  }

  /**
   * Asks for what is at an address.
   *
   * @throws IOException if no answer came that keeps to the bounds
   */
  public BoundedHttp.Answer get(URI address) throws IOException {
    HttpGet request = new HttpGet(address);
    request.setHeader("Accept", "application/json");
    underWay = request;
    ScheduledFuture<?> end =
        clock.schedule(request::abort, timeout.toNanos(), TimeUnit.NANOSECONDS);
    try (CloseableHttpResponse response = client.execute(request)) {
      return new BoundedHttp.Answer(
          response.getStatusLine().getStatusCode(), headers(response), body(response.getEntity()));
    } catch (IOException e) {
      String reason =
          request.isAborted()
              ? "nothing to the end within " + timeout.toMillis() + " ms"
              : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException("no answer from " + address.getAuthority() + ": " + reason, e);
    } finally {
      end.cancel(false);
    }
  }

  private static HttpHeaders headers(CloseableHttpResponse response) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header each : response.getAllHeaders()) {
      headers.computeIfAbsent(each.getName(), name -> new ArrayList<>()).add(each.getValue());
    }
    return HttpHeaders.of(headers, (name, value) -> true);
  }

  private byte[] body(@Nullable HttpEntity entity) throws IOException {
    if (entity == null) {
      return new byte[0];
    }
    // Not closed: that would read the rest, however much that is. The response is.
    byte[] body = entity.getContent().readNBytes(mostBytes + 1);
    if (body.length > mostBytes) {
      throw BoundedBody.tooLarge(mostBytes);
    }
    return body;
  }

  /** Ends what is under way, also in another thread. */
  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    HttpGet ending = underWay;
    if (ending != null) {
      ending.abort();
    }
    client.close();
  }
}
