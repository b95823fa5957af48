package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of its own, of limited size, that can be filled up. It lies in memory. */
final class Disk implements AutoCloseable {
  private static final int BLOCK = 1 << 16;

  private final Path folder;
  private final boolean mounted;

  private Disk(Path folder, boolean mounted) {
    this.folder = folder;
    this.mounted = mounted;
  }

  /**
   * Mounts one on a folder, which is made; an ordinary folder where that is not allowed, but not in
   * CI.
   */
  static Disk mount(Path folder, int megabytes) throws Exception {
    Files.createDirectories(folder);
    int code =
        new ProcessBuilder(
                "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(code == 0 || !Boolean.parseBoolean(System.getenv("CI")))
        .as("CI must be allowed to mount a disk")
        .isTrue();
    return new Disk(folder, code == 0);
  }

  /** Whether it can be filled. Who may not mount, mostly because of not being root, has none. */
  boolean isMounted() {
    return mounted;
  }

  Path folder() {
    return folder;
  }

  /** Takes all the space that is left. */
  void fill() throws IOException {
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  /** Gives back what {@link #fill} took. */
  void free() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  @Override
  public void close() throws Exception {
    if (mounted) {
      int code =
          new ProcessBuilder("umount", "--lazy", folder.toString()).inheritIO().start().waitFor();
      assertThat(code).as("umount " + folder).isZero();
    }
  }
}
