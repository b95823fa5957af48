package io.tributary.connectors.ocr;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that documents are dropped into. A file is ready once it has not changed for a while.
 * Hidden files and those whose names say that they are being written are let alone, and so are
 * links, which might lead anywhere.
 */
final class Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private static final List<String> UNFINISHED =
      List.of(".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download", "~");
  private static final int DEEPEST = 16;

  private final Path folder;
  private final Duration settle;
  private Map<Path, Seen> seen = new HashMap<>();
  private final Set<Path> letAlone = new HashSet<>();

  /**
   * A document that is ready.
   *
   * @param name its path in the inbox, with slashes between its parts
   */
  record Waiting(Path path, String name) {}

  /**
   * A look at the inbox.
   *
   * @param ready the oldest first
   * @param isUnsettled whether there are others that may be ready soon
   */
  record Look(List<Waiting> ready, boolean isUnsettled) {}

  /** How a file looked, and since when by {@link System#nanoTime}. */
  private record Seen(long size, long modified, long since) {}

  Inbox(Path folder, Duration settle) {
    this.folder = folder;
    this.settle = settle;
  }

  Look look() throws IOException {
    Map<Path, Seen> now = new HashMap<>();
    Set<Path> there = new HashSet<>();
    FileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            boolean isHidden = !path.equals(folder) && isHidden(path);
            return isHidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (isHidden(path) || isUnfinished(path)) {
              return FileVisitResult.CONTINUE;
            }
            there.add(path);
            if (!attributes.isRegularFile()) {
              letAlone(path, "it is a link or no file at all; put the document itself here");
            } else if (!isNamed(path)) {
              letAlone(path, "this JVM can't write its name; start it with LC_ALL=C.UTF-8");
            } else if (!letAlone.contains(path)) {
              now.put(path, seen(path, attributes));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException failure)
              throws IOException {
            if (path.equals(folder)) {
              throw failure;
            }
            if (Files.exists(path)) {
              there.add(path);
              letAlone(path, "it can't be read: " + failure);
            }
            return FileVisitResult.CONTINUE;
          }
        };
    Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEEPEST, visitor);
    seen = now;
    letAlone.retainAll(there);
    List<Waiting> ready =
        now.entrySet().stream()
            .filter(file -> isSettled(file.getValue()))
            .sorted(
                Comparator.<Map.Entry<Path, Seen>>comparingLong(file -> file.getValue().modified())
                    .thenComparing(Map.Entry::getKey))
            .map(file -> new Waiting(file.getKey(), name(file.getKey())))
            .toList();
    return new Look(new ArrayList<>(ready), ready.size() < now.size());
  }

  private Seen seen(Path path, BasicFileAttributes attributes) {
    long modified = attributes.lastModifiedTime().toMillis();
    Seen before = seen.get(path);
    if (before != null && before.size() == attributes.size() && before.modified() == modified) {
      return before;
    }
    return new Seen(attributes.size(), modified, System.nanoTime());
  }

  /** By its own time, or, when clocks differ, by ours. */
  private boolean isSettled(Seen file) {
    long quiet = settle.toMillis();
    return System.currentTimeMillis() - file.modified() >= quiet
        || System.nanoTime() - file.since() >= settle.toNanos();
  }

  private String name(Path path) {
    return folder.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
  }

  /** Whether its name leads to it again. */
  private boolean isNamed(Path path) {
    try {
      return folder.resolve(folder.relativize(path).toString()).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static boolean isUnfinished(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return UNFINISHED.stream().anyMatch(name::endsWith);
  }

  /** Not taken as long as it lies there, since it can't be; said once. */
  void letAlone(Path path, String reason) {
    if (letAlone.add(path)) {
      LOG.warn("{} is let alone: {}", path, reason);
    }
  }
}
