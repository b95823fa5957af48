package io.tributary.analytics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A browser that listens. */
record LiveListener(Socket socket, BufferedReader lines) implements AutoCloseable {
  static LiveListener of(AnalyticsServer server, String lastEvent) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    String last = lastEvent.isEmpty() ? "" : "Last-Event-ID: " + lastEvent + "\r\n";
    socket
        .getOutputStream()
        .write(
            ("GET /analytics/live HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
                    + last
                    + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return new LiveListener(
        socket,
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
  }

  /** The next line that begins so; fails when none comes. */
  String await(String beginning) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
    }
    throw new IOException("the server hung up before '" + beginning + "'");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
