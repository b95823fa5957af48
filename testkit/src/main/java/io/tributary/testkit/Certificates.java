package io.tributary.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority of one test's own, by the JDK's {@code keytool}, and what it signs. Files
 * are PEM, as Kafka takes them; keys aren't encrypted.
 */
final class Certificates {
  private static final String PASSWORD = "of-a-test";
  private static final String AUTHORITY = "authority";

  private final Path folder;
  private final Path store;

  private Certificates(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("all.p12");
  }

  /** An authority whose own certificate is {@link #authority}. */
  static Certificates in(Path folder) {
    try {
      Files.createDirectories(folder);
      Certificates certificates = new Certificates(folder);
      certificates.generate(AUTHORITY, "CN=Authority of a test", "-ext", "bc:c", "-validity", "2");
      certificates.write("authority.pem", AUTHORITY, false);
      return certificates;
    } catch (IOException e) {
      throw new ServerFailure("can't write to " + folder + ": " + e.getMessage(), e);
    }
  }

  /** What clients trust. */
  Path authority() {
    return folder.resolve("authority.pem");
  }

  /**
   * A server's key and certificate.
   *
   * @param names as keytool takes subject alternative names: {@code ip:127.0.0.1,dns:localhost}
   * @param validity as keytool takes it
   */
  Path signed(String alias, String names, String... validity) {
    List<String> more = new ArrayList<>(List.of("-signer", AUTHORITY, "-ext", "san=" + names));
    more.addAll(List.of(validity));
    generate(alias, "CN=" + alias, more.toArray(String[]::new));
    return write(alias + ".pem", alias, true);
  }

  private void generate(String alias, String name, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", alias));
    command.addAll(List.of("-dname", name, "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    command.addAll(List.of(more));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new ServerFailure("keytool makes no certificate " + alias + ": " + said);
      }
    } catch (IOException e) {
      throw new ServerFailure("keytool can't be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerFailure("interrupted while keytool made a certificate", e);
    }
  }

  private Path write(String file, String alias, boolean withKey) {
    StringBuilder pem = new StringBuilder();
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      if (withKey) {
        byte[] key = keys.getKey(alias, PASSWORD.toCharArray()).getEncoded();
        pem.append(block("PRIVATE KEY", key));
      }
      for (Certificate each : keys.getCertificateChain(alias)) {
        pem.append(block("CERTIFICATE", each.getEncoded()));
      }
      return Files.writeString(folder.resolve(file), pem);
    } catch (IOException | GeneralSecurityException e) {
      throw new ServerFailure("can't make " + file + ": " + e.getMessage(), e);
    }
  }

  private static String block(String what, byte[] bytes) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
  }
}
