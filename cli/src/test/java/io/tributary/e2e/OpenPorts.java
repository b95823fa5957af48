package io.tributary.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a process listens on, as Linux has it under /proc. */
final class OpenPorts {
  private static final String LISTENING = "0A";

  private OpenPorts() {}

  /** The TCP ports that a process, or one that it has started, holds open for other machines. */
  static Set<Integer> toOthers(ProcessHandle process) throws IOException {
    Set<Integer> ports = new TreeSet<>();
    for (ProcessHandle each : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      Path proc = Path.of("/proc/" + each.pid());
      if (!each.isAlive()) {
        continue;
      }
      Set<String> sockets = sockets(proc.resolve("fd"));
      for (String table : List.of("tcp", "tcp6")) {
        for (String line : Files.readAllLines(proc.resolve("net").resolve(table))) {
          String[] columns = line.strip().split(" +");
          String[] local = columns[1].split(":");
          if (columns[3].equals(LISTENING)
              && sockets.contains("socket:[" + columns[9] + "]")
              && !isLoopback(local[0])) {
            ports.add(Integer.parseInt(local[1], 16));
          }
        }
      }
    }
    return ports;
  }

  private static Set<String> sockets(Path descriptors) throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> open = Files.list(descriptors)) {
      for (Path each : open.toList()) {
        try {
          sockets.add(Files.readSymbolicLink(each).toString());
        } catch (IOException closedSince) {
          // It was open a moment ago.
        }
      }
    }
    return sockets;
  }

  /** The bytes of each four are in the machine's order, the least first. */
  private static boolean isLoopback(String address) {
    boolean version4 = address.length() == 8 || address.startsWith("0000000000000000FFFF0000");
    return version4 ? address.endsWith("7F") : address.equals("00000000000000000000000001000000");
  }
}
