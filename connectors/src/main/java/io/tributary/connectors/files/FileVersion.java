package io.tributary.connectors.files;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * A file as it was when it was looked at.
 *
 * @param name its path in the inbox, with slashes
 * @param size in bytes
 * @param modified when it was last changed, in nanoseconds since the epoch
 */
record FileVersion(String name, long size, long modified) {
  static FileVersion of(String name, BasicFileAttributes attributes) {
    return new FileVersion(
        name, attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }
}
