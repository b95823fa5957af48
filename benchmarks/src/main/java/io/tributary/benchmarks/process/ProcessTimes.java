package io.tributary.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What Linux knows of processes: CPU time and memory, from {@code /proc} (see proc(5)). */
final class ProcessTimes {
  /** The kernel's clock tick towards programs: 100 a second on every Linux. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER = 13;
  private static final int SYSTEM = 14;
  private static final int CHILDREN_USER = 15;
  private static final int CHILDREN_SYSTEM = 16;

  private ProcessTimes() {}

  /** CPU seconds of this process' children that have ended, their own children included. */
  static double ofEndedChildren() throws IOException {
    List<String> fields = fields(Files.readString(Path.of("/proc/self/stat")));
    return (Long.parseLong(fields.get(CHILDREN_USER)) + Long.parseLong(fields.get(CHILDREN_SYSTEM)))
        / TICKS_PER_SECOND;
  }

  /** CPU seconds of a running process. */
  static double of(long pid) throws IOException {
    List<String> fields = fields(Files.readString(Path.of("/proc/" + pid + "/stat")));
    return (Long.parseLong(fields.get(USER)) + Long.parseLong(fields.get(SYSTEM)))
        / TICKS_PER_SECOND;
  }

  /** The most memory in bytes that a process has held so far; nothing once it has ended. */
  static OptionalLong peakMemory(long pid) throws IOException {
    try {
      return peakMemory(Files.readString(Path.of("/proc/" + pid + "/status")));
    } catch (NoSuchFileException ended) {
      return OptionalLong.empty();
    } catch (IOException e) {
      if (Files.exists(Path.of("/proc/" + pid))) {
        throw e;
      }
      return OptionalLong.empty();
    }
  }

  /** {@code VmHWM} of a status file, in bytes; a zombie has none. */
  static OptionalLong peakMemory(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst();
  }

  /** The fields of a stat file, numbered from 0; the name in brackets may hold anything. */
  static List<String> fields(String stat) {
    int nameEnds = stat.lastIndexOf(')');
    String numbers = stat.substring(nameEnds + 2).strip();
    List<String> fields = new java.util.ArrayList<>();
    fields.add(stat.substring(0, stat.indexOf(' ')));
    fields.add(stat.substring(stat.indexOf('(') + 1, nameEnds));
    fields.addAll(List.of(numbers.split(" ")));
    return fields;
  }
}
