package io.tributary.connectors.ocr;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The folders beside the inbox. A file in them is whole or not there; work in progress lies in a
 * hidden one, which is emptied at each start.
 */
record Folders(Path inbox, Path results, Path done, Path review, Path duplicates, Path work) {
  static final String JOURNAL = "documents.jsonl";

  /**
   * Makes those that are missing.
   *
   * @throws IOException when they can't be written, or lie on another disk than the inbox: between
   *     two disks, nothing moves at once
   */
  static Folders beside(Path inbox) throws IOException {
    Path absolute = inbox.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException("the inbox can't be the root of a disk: name a folder in it");
    }
    try {
      Files.createDirectories(absolute);
      Folders folders =
          new Folders(
              absolute,
              Files.createDirectories(parent.resolve("results")),
              Files.createDirectories(parent.resolve("done")),
              Files.createDirectories(parent.resolve("review")),
              Files.createDirectories(parent.resolve("duplicates")),
              Files.createDirectories(parent.resolve(".work")));
      if (!Files.getFileStore(absolute).equals(Files.getFileStore(folders.done))) {
        throw new IOException(
            "%s is on another disk than %s: mount the folder above".formatted(absolute, parent));
      }
      return folders;
    } catch (IOException e) {
      throw new IOException("the inbox %s can't be used: %s".formatted(absolute, e), e);
    }
  }

  Path journal() {
    return inbox.resolveSibling(JOURNAL);
  }

  /** A place in one of the folders, for a name that was made of a document's. */
  static Path in(Path folder, String name) throws IOException {
    Path path = folder.resolve(name).normalize();
    if (!path.startsWith(folder) || path.equals(folder)) {
      throw new IOException("%s leads out of %s".formatted(name, folder));
    }
    return path;
  }

  static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Moves a file at once; what is there already is replaced. */
  static void move(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "%s is on another disk than %s: mount the folder above".formatted(from, to), e);
    }
  }

  /** Writes a file that is whole or not there, and on the disk when this returns. */
  void write(Path to, byte[] content) throws IOException {
    Path part = Files.createTempFile(work, "part", "");
    Files.write(part, content);
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    move(part, to);
  }

  Path newWorkFolder() throws IOException {
    return Files.createTempDirectory(work, "document");
  }

  void clearWork() throws IOException {
    clear(work);
  }

  /** Deletes what is in a folder; what another process deletes meanwhile is no failure. */
  static void clear(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(path);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path path, java.io.IOException failure)
              throws IOException {
            if (!path.equals(folder)) {
              Files.deleteIfExists(path);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
