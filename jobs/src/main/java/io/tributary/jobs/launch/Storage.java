package io.tributary.jobs.launch;

import java.io.IOException;
import java.util.Locale;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/** Whether a place on S3 or HDFS can be reached, and what to do when it can't. */
public final class Storage {
  private static final String KEYS =
      "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a file with them by"
          + " AWS_CREDENTIAL_PROFILES_FILE";

  private Storage() {}

  /** Whether a path has a scheme other than that of local files. */
  public static boolean isRemote(String path) {
    return path.contains("://") && !path.startsWith("file://");
  }

  /**
   * Asks for a place.
   *
   * @param key the setting that the path is from
   * @throws LaunchProblem if the place can't be asked; whether it exists makes no difference
   */
  public static void check(String key, String path) {
    try {
      Path asked = new Path(path);
      FileSystem files = asked.getFileSystem();
      files.exists(asked);
    } catch (IOException | RuntimeException e) {
      throw new LaunchProblem(
          key + ": " + path + " can't be read (" + reason(e) + "): " + remedy(path, e), e);
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return root.getClass().getSimpleName() + ": " + message;
  }

  private static String remedy(String path, Throwable e) {
    String all = "";
    for (Throwable each = e; each != null; each = each.getCause()) {
      all += each + "\n";
    }
    boolean s3 = path.startsWith("s3");
    if (e instanceof UnsupportedFileSystemSchemeException) {
      return "put Flink's plugin for it where Flink finds it (docs/storage.md)";
    }
    if (s3 && (all.contains("NoAuthWithAWS") || all.contains("Unable to load"))) {
      return "no credentials were found; " + KEYS;
    }
    if (s3 && (all.contains("AccessDenied") || all.contains("Forbidden") || is403(all))) {
      return "the server doesn't take these credentials; " + KEYS;
    }
    if (s3) {
      return "check S3_ENDPOINT, S3_PATH_STYLE_ACCESS and that the server is up";
    }
    return "check HADOOP_CONF_DIR, the address in the path and that the "
        + new Path(path).toUri().getScheme().toUpperCase(Locale.ROOT)
        + " server is up";
  }

  private static boolean is403(String all) {
    return all.contains("Status Code: 403") || all.contains("InvalidAccessKeyId");
  }
}
