package io.tributary.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes TCP connections on to another port, and can reset all of them. */
final class Relay implements AutoCloseable {
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final int target;

  private Relay(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  /** Listens on any free port of the loopback address, on behalf of another port of it. */
  static Relay to(int target) throws IOException {
    Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), target);
    inBackground("relay-accept", relay::accept);
    return relay;
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Ends every connection with a reset, as a broken network does; new ones are let through. */
  void reset() {
    open.forEach(Relay::reset);
  }

  private void accept() {
    while (!listening.isClosed()) {
      Socket client = null;
      try {
        client = listening.accept();
        Socket server = new Socket();
        server.connect(new InetSocketAddress("127.0.0.1", target), 5_000);
        open.add(client);
        open.add(server);
        pump(client, server);
        pump(server, client);
      } catch (IOException refused) {
        if (client != null) {
          reset(client);
        }
      }
    }
  }

  private void pump(Socket from, Socket to) {
    inBackground(
        "relay-pump",
        () -> {
          try (from;
              to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
          } catch (IOException ended) {
            // By one side, or by a reset: closing both is the answer to either.
          } finally {
            open.remove(from);
            open.remove(to);
          }
        });
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyClosed) {
      // Then there is nothing to reset.
    }
  }

  private static void inBackground(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    reset();
  }
}
