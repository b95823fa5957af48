package io.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HdfsIT {
  private static final byte[] BYTES = "kept".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path data;

  @Test
  void keepsFilesWhenItIsKilledAndStartedAgain() throws Exception {
    try (Hdfs hdfs = Hdfs.start(data)) {
      write(hdfs, "/folder/file");
      assertThat(hdfs.read("/folder/file")).isEqualTo(BYTES);
      hdfs.kill();
      hdfs.startAgain();
      assertThat(hdfs.read("/folder/file")).isEqualTo(BYTES);
      hdfs.killDataNode();
      hdfs.startAgain();
      write(hdfs, "/folder/other");
    }
  }

  private static void write(Hdfs hdfs, String path) throws Exception {
    HttpClient client = HttpClient.newBuilder().followRedirects(Redirect.NEVER).build();
    URI create = URI.create(hdfs.webHdfs(path) + "?op=CREATE&user.name=root");
    URI dataNode =
        URI.create(
            client
                .send(
                    HttpRequest.newBuilder(create).PUT(BodyPublishers.noBody()).build(),
                    BodyHandlers.discarding())
                .headers()
                .firstValue("location")
                .orElseThrow());
    int status =
        client
            .send(
                HttpRequest.newBuilder(dataNode).PUT(BodyPublishers.ofByteArray(BYTES)).build(),
                BodyHandlers.discarding())
            .statusCode();
    assertThat(status).isEqualTo(201);
  }
}
