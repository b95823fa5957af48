package io.tributary.testkit;

import java.io.IOException;
import java.util.Arrays;

/**
 * The program of a {@link ServerProcess}: {@code ServerChild MAIN ARGUMENTS…}. Runs another main
 * class, and ends when its standard input does, that is with its parent.
 */
final class ServerChild {
  private ServerChild() {}

  public static void main(String[] args) throws Exception {
    Thread parent = new Thread(ServerChild::endWithParent, "end-with-parent");
    parent.setDaemon(true);
    parent.start();
    String[] theirs = Arrays.copyOfRange(args, 1, args.length);
    Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) theirs);
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // The parent says nothing: all that counts is the end of the stream.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    Runtime.getRuntime().halt(1);
  }
}
