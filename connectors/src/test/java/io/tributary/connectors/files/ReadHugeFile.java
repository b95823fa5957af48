package io.tributary.connectors.files;

import java.nio.file.Path;
import java.util.List;

/** Reads an inbox in a JVM of its own: {@link HugeFileIT} gives it little memory. */
final class ReadHugeFile {
  private ReadHugeFile() {}

  public static void main(String[] args) throws Exception {
    try (Inbox inbox = new Inbox(Path.of(args[0]))) {
      long late = Long.parseLong(args[1]) * 95 / 100;
      InboxPosition nearTheEnd = InboxPosition.BEGINNING;
      long read = 0;
      for (List<?> batch = inbox.next(); !batch.isEmpty(); batch = inbox.next()) {
        read += batch.size();
        if (read < late) {
          nearTheEnd = inbox.position();
        }
      }
      System.out.println("read " + read);
      long from = System.nanoTime();
      inbox.goOn(nearTheEnd);
      int first = inbox.next().size();
      System.out.println("went on with " + first);
      System.out.println("after ms " + (System.nanoTime() - from) / 1_000_000);
    }
  }
}
