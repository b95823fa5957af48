package io.tributary.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One call of the command line, as a terminal would see it. */
public record Call(int exitCode, String out, String err) {
  public static Call of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    return new Call(exitCode, out.toString(), err.toString());
  }
}
