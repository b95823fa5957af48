package io.tributary.pipeline.enrich;

import java.util.Optional;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/** A memory in keyed state. */
final class StoredMemory implements Memory {
  private final MapState<String, byte[]> values;
  private final StoredQueue<String> order;
  private final ValueState<byte[]> note;
  private final int most;
  private final Runnable setKey;

  /**
   * Makes one.
   *
   * @param order the keys, in the order in which they came
   * @param most how many there may be
   * @param setKey makes the state's own key the current one
   */
  StoredMemory(
      MapState<String, byte[]> values,
      StoredQueue<String> order,
      ValueState<byte[]> note,
      int most,
      Runnable setKey) {
    this.values = values;
    this.order = order;
    this.note = note;
    this.most = most;
    this.setKey = setKey;
  }

  private interface Touching<V> {
    V touch() throws Exception;
  }

  private <V> V touch(Touching<V> touching) {
    setKey.run();
    try {
      return touching.touch();
    } catch (Exception e) {
      throw new IllegalStateException("the state can't be read or written", e);
    }
  }

  @Override
  public Optional<byte[]> find(String key) {
    return touch(() -> Optional.ofNullable(values.get(key)));
  }

  @Override
  public void put(String key, byte[] value) {
    touch(
        () -> {
          if (!values.contains(key)) {
            order.add(key);
          }
          values.put(key, value);
          while (order.size() > most) {
            values.remove(order.poll());
          }
          return true;
        });
  }

  @Override
  public Optional<byte[]> note() {
    return touch(() -> Optional.ofNullable(note.value()));
  }

  @Override
  public void note(byte[] value) {
    touch(
        () -> {
          note.update(value);
          return true;
        });
  }
}
