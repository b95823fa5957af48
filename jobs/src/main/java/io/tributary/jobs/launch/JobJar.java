package io.tributary.jobs.launch;

import io.tributary.jobs.preflight.PreflightProblem;
import io.tributary.jobs.settings.InvalidSettings;
import io.tributary.pipeline.KeepsState;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.FlinkUserCodeClassLoaders;

/**
 * Another build of the jobs' jar, as {@code flink run} would take it: its own classes come from it,
 * and from this class path what both share, which is Flink with its connectors, and Kafka.
 */
public final class JobJar implements AutoCloseable {
  private final Path path;
  private final URLClassLoader classes;

  private JobJar(Path path, URLClassLoader classes) {
    this.path = path;
    this.classes = classes;
  }

  /**
   * Opens it.
   *
   * @throws PreflightProblem if it is no readable file
   */
  public static JobJar open(Path path) {
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new PreflightProblem(
          path + " can't be read: give --jar the jar that mvn package leaves in jobs/target");
    }
    String[] shared =
        Stream.concat(
                Arrays.stream(CoreOptions.getParentFirstLoaderPatterns(new Configuration())),
                Stream.of("org.apache.kafka.", KeepsState.class.getName()))
            .toArray(String[]::new);
    try {
      return new JobJar(
          path,
          FlinkUserCodeClassLoaders.childFirst(
              new URL[] {path.toUri().toURL()},
              JobJar.class.getClassLoader(),
              shared,
              failure -> {},
              false));
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The job's classes. */
  public ClassLoader classes() {
    return classes;
  }

  /**
   * Builds the job's graph.
   *
   * @param job the name of the job's class
   * @throws IllegalArgumentException if the job's settings don't take the arguments
   * @throws PreflightProblem if the jar has no such job
   */
  public StreamGraph graph(String job, String... arguments) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classes);
    try {
      Class<?> found = classes.loadClass(job);
      if (found.getClassLoader() != classes) {
        throw new ClassNotFoundException("not in the jar"); // this class path has one as well
      }
      Object feed = found.getDeclaredConstructor().newInstance();
      Class<?> type = classes.loadClass(FeedJob.class.getName());
      return (StreamGraph)
          classes
              .loadClass(FeedGraph.class.getName())
              .getMethod("of", type, String[].class)
              .invoke(null, feed, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause.getClass().getName().equals(InvalidSettings.class.getName())) {
        throw new IllegalArgumentException(cause.getMessage(), e);
      }
      throw refused(job, cause);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw refused(job, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private PreflightProblem refused(String job, Throwable cause) {
    return new PreflightProblem(
        path
            + ": "
            + job
            + " can't be built from it ("
            + PreflightProblem.said(cause)
            + "): give --jar a jobs' jar of a release that knows preflight",
        cause);
  }

  @Override
  public void close() throws IOException {
    classes.close();
  }
}
