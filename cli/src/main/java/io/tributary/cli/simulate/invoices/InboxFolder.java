package io.tributary.cli.simulate.invoices;

import io.tributary.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** A folder that somebody watches: what is in it is whole. */
final class InboxFolder {
  /** Readers of inboxes leave files of such names alone. */
  private static final String UNFINISHED = ".part";

  private final String option;
  private final Path folder;

  /**
   * Makes the folder when it is missing.
   *
   * @param option that named it, for messages
   */
  InboxFolder(String option, Path folder) {
    this.option = option;
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Puts a file there, and never in another one's place.
   *
   * @param name without its number and what comes after the dot
   * @param first its number, unless that is taken: then the next free one
   * @return its number
   */
  int drop(String name, int first, String extension, byte[] content) {
    int number = first;
    while (Files.exists(path(name, number, extension))) {
      number++;
    }
    Path file = path(name, number, extension);
    Path unfinished = folder.resolve(file.getFileName() + UNFINISHED);
    try {
      Files.write(unfinished, content);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(e);
    }
    return number;
  }

  private Path path(String name, int number, String extension) {
    return folder.resolve(String.format(Locale.ROOT, "%s-%05d.%s", name, number, extension));
  }

  private CommandFailure unwritable(IOException e) {
    return new CommandFailure(
        option + " " + folder + " can't be written (" + e + ")",
        "make room there, get the right to, or name another folder",
        e);
  }
}
