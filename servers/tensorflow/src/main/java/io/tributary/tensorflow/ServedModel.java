package io.tributary.tensorflow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** A SavedModel, loaded. Thread-safe. */
final class ServedModel implements AutoCloseable {
  private final SavedModelBundle bundle;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private ServedModel(SavedModelBundle bundle) {
    this.bundle = bundle;
  }

  /** Loads a version's folder. */
  static ServedModel load(Path version) {
    return new ServedModel(SavedModelBundle.load(version.toString(), SavedModelBundle.DEFAULT_TAG));
  }

  /** The signatures by their names. */
  Map<String, SignatureDef> signatures() {
    return bundle.metaGraphDef().getSignatureDefMap();
  }

  /**
   * Runs a signature of one input of strings.
   *
   * @return of each output its rows, one of each text, of strings or floats
   * @throws ApiError if TensorFlow doesn't take the input, or if it is no longer served
   */
  Map<String, List<List<Object>>> predict(SignatureDef signature, StringTensor input)
      throws ApiError {
    use.readLock().lock();
    try (TString texts =
        TString.tensorOfBytes(
            Shape.of(input.shape().stream().mapToLong(Long::longValue).toArray()),
            DataBuffers.ofObjects(input.values().toArray(byte[][]::new)))) {
      if (closed) {
        throw ApiError.notFound("Servable not found for request: it was just unloaded");
      }
      Session.Runner run = bundle.session().runner();
      run.feed(signature.getInputsMap().values().iterator().next().getName(), texts);
      Map<String, TensorInfo> outputs = new TreeMap<>(signature.getOutputsMap());
      outputs.values().forEach(each -> run.fetch(each.getName()));
      try (Result result = run.run()) {
        Map<String, List<List<Object>>> rows = new TreeMap<>();
        int at = 0;
        for (Map.Entry<String, TensorInfo> each : outputs.entrySet()) {
          rows.put(each.getKey(), rows(each.getValue().getDtype(), result.get(at++)));
        }
        return rows;
      } catch (TFInvalidArgumentException e) {
        throw ApiError.badRequest(String.valueOf(e.getMessage()));
      }
    } finally {
      use.readLock().unlock();
    }
  }

  private static List<List<Object>> rows(DataType type, Tensor tensor) {
    long rows = tensor.shape().get(0);
    long columns = tensor.shape().get(1);
    List<List<Object>> all = new ArrayList<>();
    for (long row = 0; row < rows; row++) {
      List<Object> values = new ArrayList<>();
      for (long column = 0; column < columns; column++) {
        values.add(
            switch (type) {
              case DT_STRING -> ((TString) tensor).getObject(row, column);
              case DT_FLOAT -> ((TFloat32) tensor).getFloat(row, column);
              default -> throw new IllegalStateException("an output is of type " + type);
            });
      }
      all.add(values);
    }
    return all;
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      closed = true;
      bundle.close();
    } finally {
      use.writeLock().unlock();
    }
  }
}
