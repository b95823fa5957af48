package io.tributary.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: this program and what it stands on. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties versions = new Properties();
    try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
      if (file == null) {
        throw new IOException("version.properties is not on the class path: build again");
      }
      versions.load(file);
    }
    return new String[] {
      String.format(
          "tributary %s (Flink %s, Kafka %s, Java %s)",
          versions.getProperty("tributary"),
          versions.getProperty("flink"),
          versions.getProperty("kafka"),
          System.getProperty("java.version"))
    };
  }
}
