package io.tributary.connectors.files;

import io.tributary.connectors.collect.FileNames;
import io.tributary.connectors.files.Finished.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that is watched, locked for one job. In it lie the folders {@code done} and {@code
 * failed}, into which files are moved, and {@code .tributary}, which holds the ledger. Nothing is
 * ever followed or moved out of it.
 */
final class InboxFolder implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(InboxFolder.class);

  static final String DONE = "done";
  static final String FAILED = "failed";
  private static final String OWN = ".tributary";
  private static final String REASON = ".reason";

  /** How programs name what they have not written to its end. */
  private static final List<String> UNFINISHED =
      List.of(".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", ".temp", "~");

  /**
   * What was found.
   *
   * @param refusal why it isn't opened; null when it may be
   */
  record Found(FileVersion file, @Nullable String refusal) {}

  private final Path root;
  private final FileChannel lock;

  /** What was complained of and can't be put aside. */
  private final Set<String> warned = new HashSet<>();

  private InboxFolder(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /** Opens a folder, which need not exist. */
  static InboxFolder open(Path folder) throws IOException {
    Files.createDirectories(folder.resolve(OWN));
    Path root = folder.toRealPath();
    FileChannel channel =
        FileChannel.open(
            root.resolve(OWN).resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        for (String own : List.of(OWN, DONE, FAILED)) {
          makeFolder(root.resolve(own));
        }
        return new InboxFolder(root, channel);
      }
    } catch (OverlappingFileLockException e) {
      // Held by this process: said below.
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException(
        "the inbox " + root + " is read by another job: give each job an inbox of its own");
  }

  private static void makeFolder(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(folder + " must be a folder, not a file or a link: move it away");
    }
    Files.createDirectories(folder);
  }

  Path ledger() {
    return root.resolve(OWN).resolve("ledger.jsonl");
  }

  /**
   * A file's place.
   *
   * @throws IOException if that is not within the inbox
   */
  Path path(String name) throws IOException {
    Path path = root.resolve(name).normalize();
    if (!path.startsWith(root) || path.equals(root)) {
      throw new IOException(name + " is not within the inbox " + root);
    }
    return path;
  }

  /** A file's place, if no folder on the way there is a symbolic link by now. */
  Path realPath(String name) throws IOException {
    Path path = path(name);
    Path parent = path.getParent();
    if (parent == null || !parent.toRealPath().equals(parent)) {
      throw new NoSuchFileException(name, null, "a folder on the way there was replaced by a link");
    }
    return path;
  }

  /** A file as it is now, if it is there and no link has taken a folder's place. */
  Optional<FileVersion> look(String name) throws IOException {
    try {
      return Optional.of(
          FileVersion.of(
              name,
              Files.readAttributes(
                  realPath(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (java.nio.file.FileSystemException e) {
      if (Files.notExists(path(name), LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty(); // a folder on the way there is a file by now
      }
      throw e;
    }
  }

  /** All files that may be read, in the order in which they were last changed, then by name. */
  List<Found> scan() throws IOException {
    List<Found> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || isWatched(folder)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (isWatched(file) && !isUnfinished(file)) {
              add(file, attributes, found);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (file.equals(root)) {
              throw failure;
            }
            if (!(failure instanceof NoSuchFileException)
                && !(failure instanceof NotDirectoryException)) {
              warn(file.toString(), "it can't be listed: " + failure);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(
        Comparator.comparing((Found f) -> f.file.modified()).thenComparing(f -> f.file.name()));
    return found;
  }

  private void add(Path file, BasicFileAttributes attributes, List<Found> found) {
    String name =
        root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    if (!root.resolve(name).equals(file)) {
      warn(name, "its name can't be written in this process's locale: set LC_ALL=C.UTF-8");
      return;
    }
    String refusal =
        attributes.isSymbolicLink()
            ? "it is a symbolic link, and none is followed: put the file itself there"
            : attributes.isRegularFile() ? null : "it is neither a file nor a folder";
    found.add(new Found(FileVersion.of(name, attributes), refusal));
  }

  private void warn(String name, String why) {
    if (warned.add(name)) {
      LOG.warn("inbox {}: {} is not read: {}", root, name, why);
    }
  }

  private boolean isWatched(Path path) {
    String name = String.valueOf(path.getFileName());
    boolean top = root.equals(path.getParent());
    return !name.startsWith(".") && !(top && (name.equals(DONE) || name.equals(FAILED)));
  }

  private static boolean isUnfinished(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.startsWith("~") || UNFINISHED.stream().anyMatch(name::endsWith);
  }

  /**
   * Where a file belongs that is done with: a place that is free, in a folder that is there.
   *
   * @param taken places of files that will be moved soon; this one is added
   */
  String placeFor(Finished finished, Set<String> taken) throws IOException {
    String folder = finished.outcome == Outcome.FAILED ? FAILED : DONE;
    String place = place(folder + "/", finished.file.name(), finished.sequence, taken);
    taken.add(place);
    taken.add(place + REASON);
    return place;
  }

  /** A place named like a file, or, where something else is in the way, much like it. */
  private String place(String folder, String name, long number, Set<String> taken)
      throws IOException {
    String wanted = hasFolders(folder + name, taken) ? name : name.replace('/', '_');
    int leaf = wanted.lastIndexOf('/') + 1;
    String above = folder + wanted.substring(0, leaf);
    // In the inbox itself no reason comes on top, and a file keeps its name.
    int most = folder.isEmpty() ? FileNames.LONGEST : FileNames.LONGEST - REASON.length();
    String place = above + FileNames.marked(wanted.substring(leaf), "", most);
    for (int more = 0; isTaken(place, taken) || isTaken(place + REASON, taken); more++) {
      String mark = " (" + number + (more == 0 ? "" : "-" + more) + ")";
      place = above + FileNames.marked(wanted.substring(leaf), mark, most);
    }
    Files.createDirectories(path(place).getParent());
    return place;
  }

  /** Whether all folders above a file are some, or may be made. */
  private boolean hasFolders(String name, Set<String> taken) throws IOException {
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      String above = name.substring(0, slash);
      boolean isFolder = Files.isDirectory(path(above), LinkOption.NOFOLLOW_LINKS);
      if (!isFolder && isTaken(above, taken)) {
        return false;
      }
    }
    return true;
  }

  private boolean isTaken(String name, Set<String> taken) throws IOException {
    return taken.contains(name) || Files.exists(path(name), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Moves a file that is done with to where it belongs. A file of its name that is another one by
   * now stays, to be read. Does nothing when it was moved before.
   */
  void settle(Finished finished, String to) throws IOException {
    Path target = path(to);
    if (finished.outcome == Outcome.FAILED) {
      Files.createDirectories(target.getParent());
      Files.writeString(path(to + REASON), finished.file.name() + ": " + finished.reason + "\n");
    }
    if (!look(finished.file.name()).equals(Optional.of(finished.file))) {
      return;
    }
    Files.createDirectories(target.getParent());
    move(path(finished.file.name()), target);
    Optional<FileVersion> moved = look(to);
    if (moved.isPresent()
        && (moved.get().size() != finished.file.size()
            || moved.get().modified() != finished.file.modified())) {
      // Replaced between the look and the move: that was another file.
      bringBack(to, finished.file.name(), finished.sequence);
    }
  }

  /** Moves a file back to where it is read, if it is still there. */
  boolean bringBack(String from, String name, long number) throws IOException {
    if (look(from).isEmpty()) {
      return look(name).isPresent();
    }
    move(path(from), path(place("", name, number, Set.of())));
    Files.deleteIfExists(path(from + REASON));
    return true;
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          to + " is on another file system than the inbox: a file is moved at once or not at all",
          e);
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
