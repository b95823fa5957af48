package io.tributary.connectors.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.json.BoundedJson;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.message.BasicHeader;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;

/** The official client of Elasticsearch's REST API, in JSON. */
final class ElasticsearchClient implements Closeable {
  static final ObjectMapper JSON = BoundedJson.mapper();
  static final ContentType LINES = ContentType.create("application/x-ndjson");

  private static final int CONNECT_MILLIS = 5_000;

  /** Of a whole batch, which a busy server may take its time for. */
  private static final int ANSWER_MILLIS = 60_000;

  private final String name;
  private final RestClient client;

  /**
   * An answer, whatever its status.
   *
   * @param body empty when there was none in JSON
   */
  record Answer(int status, JsonNode body) {
    boolean isGood() {
      return status >= 200 && status < 300;
    }

    /** Whether it would be another one later. */
    boolean isForNow() {
      return status == 429 || status >= 500;
    }

    /** Whether it says that what was sent can never be taken. */
    boolean isRefusal() {
      boolean isClosed = body.path("error").path("type").asText().startsWith("index_closed");
      return status == 413 || (status == 400 && !isClosed);
    }

    /** What the server says is wrong. */
    String problem() {
      JsonNode error = body.path("error");
      String type = error.path("type").asText();
      String reason = error.isTextual() ? error.asText() : error.path("reason").asText();
      return status + (type.isEmpty() ? "" : " " + type) + (reason.isEmpty() ? "" : ": " + reason);
    }
  }

  private ElasticsearchClient(String name, RestClient client) {
    this.name = name;
    this.client = client;
  }

  /** Makes a client; nothing is sent yet. */
  static ElasticsearchClient connect(ElasticsearchStore store) throws IOException {
    URI url = store.url();
    RestClientBuilder builder =
        RestClient.builder(new HttpHost(url.getHost(), url.getPort(), url.getScheme()))
            .setRequestConfigCallback(
                config -> config.setConnectTimeout(CONNECT_MILLIS).setSocketTimeout(ANSWER_MILLIS))
            .setCompressionEnabled(true);
    if (!store.user().isEmpty()) {
      String both = store.user() + ":" + store.password().read();
      builder.setDefaultHeaders(
          new Header[] {
            new BasicHeader(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)))
          });
    }
    if (!store.certificate().isEmpty()) {
      SSLContext trusting = trusting(Path.of(store.certificate()));
      builder.setHttpClientConfigCallback(http -> http.setSSLContext(trusting));
    }
    return new ElasticsearchClient(store.name(), builder.build());
  }

  private static SSLContext trusting(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("certificate-" + trusted.size(), each);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificates in PEM: check the file", e);
    }
  }

  Answer get(String path) throws IOException {
    return perform(new Request("GET", path));
  }

  Answer put(String path, JsonNode body) throws IOException {
    Request request = new Request("PUT", path);
    request.setJsonEntity(JSON.writeValueAsString(body));
    return perform(request);
  }

  /** Sends lines of JSON. */
  Answer bulk(String path, byte[] lines) throws IOException {
    Request request = new Request("POST", path);
    request.setEntity(new ByteArrayEntity(lines, LINES));
    return perform(request);
  }

  private Answer perform(Request request) throws IOException {
    Response response;
    try {
      response = client.performRequest(request);
    } catch (ResponseException e) {
      response = e.getResponse();
    } catch (IOException e) {
      throw new IOException(name + " can't be reached: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // What the client makes of an interruption and of having been closed.
      throw new IOException(name + ": a request ended early: " + e.getMessage(), e);
    }
    int status = response.getStatusLine().getStatusCode();
    byte[] body =
        response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
    try {
      return new Answer(status, JSON.readTree(body));
    } catch (JsonProcessingException e) {
      if (status < 300) {
        throw new IOException(name + " answered something else than JSON: check the address", e);
      }
      return new Answer(status, JSON.createObjectNode());
    }
  }

  /**
   * What to do about an answer that isn't good, whatever was asked.
   *
   * @param what was tried
   */
  IOException refused(String what, Answer answer) {
    String remedy =
        switch (answer.status()) {
          case 401 -> ": check the user and the password";
          case 403 -> ": give the user the right to, or see whether the disk is full";
          case 404 -> ": check the address";
          case 429, 503 -> ": it is busy, or starting";
          default -> "";
        };
    return new IOException(name + ": " + what + " failed, " + answer.problem() + remedy);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
