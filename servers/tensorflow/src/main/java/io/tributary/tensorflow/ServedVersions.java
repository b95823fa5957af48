package io.tributary.tensorflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * All versions of all models below a folder ({@code name/version/saved_model.pb}), as TensorFlow
 * Serving serves them by the policy {@code all}: the highest is the latest. Thread-safe.
 */
final class ServedVersions {
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

  private final Path folder;
  private final ConcurrentMap<String, NavigableMap<Long, Version>> models =
      new ConcurrentHashMap<>();

  /** A version, and whether it can be asked. */
  record Version(long number, State state, Optional<ServedModel> model) {}

  /** TensorFlow Serving knows more of them; these two last. */
  enum State {
    AVAILABLE,
    END
  }

  ServedVersions(Path folder) {
    this.folder = folder;
  }

  /** Loads what is new and unloads what is gone. */
  void look() {
    for (String name : names(folder)) {
      NavigableMap<Long, Version> versions =
          models.computeIfAbsent(name, n -> new ConcurrentSkipListMap<>());
      for (String each : names(folder.resolve(name))) {
        Path version = folder.resolve(name).resolve(each);
        if (VERSION.matcher(each).matches()
            && Files.exists(version.resolve(SavedModelFolder.FILE))) {
          load(versions, Long.parseLong(each), version);
        }
      }
    }
    models.forEach((name, versions) -> versions.values().forEach(each -> unload(name, each)));
  }

  private static void load(NavigableMap<Long, Version> versions, long number, Path version) {
    Version known = versions.get(number);
    if (known != null && known.state == State.AVAILABLE) {
      return;
    }
    try {
      ServedModel model = ServedModel.load(version);
      versions.put(number, new Version(number, State.AVAILABLE, Optional.of(model)));
    } catch (TensorFlowException e) {
      System.err.println(version + " can't be loaded: " + e.getMessage());
    }
  }

  private void unload(String name, Version version) {
    Path file =
        folder.resolve(name).resolve(Long.toString(version.number)).resolve(SavedModelFolder.FILE);
    if (version.state == State.AVAILABLE && !Files.exists(file)) {
      versions(name).put(version.number, new Version(version.number, State.END, Optional.empty()));
      version.model.ifPresent(ServedModel::close);
    }
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).map(each -> each.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that were ever there of a model, the highest first. */
  List<Version> all(String name) {
    return List.copyOf(versions(name).descendingMap().values());
  }

  /** The version that answers: the one asked for, else the highest. */
  Optional<Version> version(String name, Optional<Long> number) {
    return all(name).stream()
        .filter(each -> each.state == State.AVAILABLE)
        .filter(each -> number.isEmpty() || number.get() == each.number)
        .findFirst();
  }

  private NavigableMap<Long, Version> versions(String name) {
    return models.getOrDefault(name, Collections.emptyNavigableMap());
  }
}
