package io.tributary.connectors.upsert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.NamedDataset.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A store in this JVM that takes all rows, or is told not to. */
record MemoryStore(String name) implements Store {
  private static final Map<String, World> WORLDS = new ConcurrentHashMap<>();

  /** What is outside the job. */
  static final class World {
    final List<String> written = new CopyOnWriteArrayList<>();
    final List<String> aside = new CopyOnWriteArrayList<>();
    volatile boolean away;
    volatile boolean broken;
    volatile Predicate<String> refuses = row -> false;

    /** Rows that it doesn't take the first time. */
    final Set<String> busyFor = ConcurrentHashMap.newKeySet();
  }

  static MemoryStore make() {
    MemoryStore store = new MemoryStore(UUID.randomUUID().toString());
    WORLDS.put(store.name, new World());
    return store;
  }

  World world() {
    return WORLDS.get(name);
  }

  @Override
  public List<NamedDataset> writes(List<Field> fields) {
    return List.of(new NamedDataset("memory", name, fields));
  }

  @Override
  public Session open() throws IOException {
    if (world().away) {
      throw new IOException("away");
    }
    return new MemorySession(world());
  }

  private record MemorySession(World world) implements Session {
    @Override
    public Rest write(List<byte[]> rows) throws IOException {
      if (world.away) {
        throw new IOException("away");
      }
      if (world.broken) {
        throw new IllegalStateException("a bug");
      }
      List<byte[]> later = new ArrayList<>();
      List<Refused> refused = new ArrayList<>();
      for (byte[] row : rows) {
        String text = new String(row, UTF_8);
        if (world.refuses.test(text)) {
          refused.add(new Refused(row, "no"));
        } else if (world.busyFor.remove(text)) {
          later.add(row);
        } else {
          world.written.add(text);
        }
      }
      return new Rest(later, "busy", refused);
    }

    @Override
    public void setAside(List<Refused> rows) {
      rows.forEach(each -> world.aside.add(each.text()));
    }

    @Override
    public void close() {}
  }
}
