package io.tributary.connectors.ocr;

import io.tributary.pipeline.record.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A document's identity: the SHA-256 of its bytes, in hexadecimal. */
final class DocumentHash {
  private DocumentHash() {}

  /** No link is followed: what lies in an inbox was put there by others. */
  static String of(Path file) throws IOException {
    return copying(file, OutputStream.nullOutputStream());
  }

  /** Of what was copied, whatever becomes of the file meanwhile. */
  static String copying(Path file, OutputStream copy) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), digest)) {
      in.transferTo(copy);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
