package io.tributary.jobs.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.jobs.tickets.TicketsJob;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Lineage costs nothing where nobody wants it, and says what it lacks where somebody does. */
final class LineageTest {
  /** Our classes anew, and none of those that are only for lineage. */
  private static final class WithoutLineage extends URLClassLoader {
    final Set<String> asked = ConcurrentHashMap.newKeySet();

    WithoutLineage() {
      super(
          Arrays.stream(
                  System.getProperty("java.class.path").split(System.getProperty("path.separator")))
              .map(WithoutLineage::url)
              .toArray(URL[]::new),
          ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String path) {
      try {
        return Path.of(path).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("io.tributary.lineage.") || name.startsWith("io.openlineage.")) {
        asked.add(name);
        throw new ClassNotFoundException(name);
      }
      return super.findClass(name);
    }
  }

  /** Runs in the other class loader; the names of what it may not have are the same there. */
  public static final class Asks {
    private Asks() {}

    /** Builds the job, and with lineage the hook. */
    public static void build(String[] arguments) {
      var ends = FeedGraph.environment(new TicketsJob(), arguments).getTransformations();
      var settings = io.tributary.jobs.settings.Settings.resolve("tickets", arguments);
      if (Lineage.isOn(settings)) {
        Lineage.hook(settings, ends);
      }
    }
  }

  private static Set<String> build(String... arguments) throws Throwable {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (WithoutLineage classes = new WithoutLineage()) {
      thread.setContextClassLoader(classes);
      classes
          .loadClass(Asks.class.getName())
          .getMethod("build", String[].class)
          .invoke(null, (Object) arguments);
      return classes.asked;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void whereItIsOffNoClassOfItIsAskedFor() throws Throwable {
    assertThat(build()).isEmpty();
  }

  @Test
  void whereFlinkLacksTheJarItSaysSo() {
    assertThatThrownBy(() -> build("--lineage.url=http://marquez:5000"))
        .hasMessageContaining("lineage.url")
        .hasMessageContaining("lib lacks the lineage jar");
  }
}
