package io.tributary.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.apache.flink.autoscaler.config.AutoScalerOptions;
import org.apache.flink.kubernetes.operator.config.KubernetesOperatorConfigOptions;

/**
 * The options of Flink, its operator and its autoscaler, as their classes have them: by the names
 * of today, without those that are deprecated.
 */
final class FlinkOptions {
  /** This Flink's, beside the class path, which has the one that the operator's check needs. */
  private static final Path JARS = Path.of("target/flink-core");

  private FlinkOptions() {}

  static Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    try {
      List<Path> jars = jars();
      URL[] urls = new URL[jars.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
      }
      try (URLClassLoader flink = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
        for (Path jar : jars) {
          for (String name : optionClasses(jar)) {
            keys.addAll(keysOf(Class.forName(name, true, flink)));
          }
        }
      }
      keys.addAll(keysOf(KubernetesOperatorConfigOptions.class));
      keys.addAll(keysOf(AutoScalerOptions.class));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException(changed);
    }
    return keys;
  }

  private static List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(JARS, "*.jar")) {
      files.forEach(jars::add);
    }
    return jars;
  }

  private static List<String> optionClasses(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.matches("org/apache/flink/configuration/\\w+Options\\.class"))
          .map(name -> name.replace(".class", "").replace('/', '.'))
          .toList();
    }
  }

  /** By reflection, since {@code ConfigOption} is a class of either Flink. */
  private static Set<String> keysOf(Class<?> options) throws ReflectiveOperationException {
    Set<String> keys = new TreeSet<>();
    for (Field field : options.getFields()) {
      if (field.getType().getSimpleName().equals("ConfigOption")
          && !field.isAnnotationPresent(Deprecated.class)) {
        Object option = field.get(null);
        keys.add((String) field.getType().getMethod("key").invoke(option));
      }
    }
    return keys;
  }
}
