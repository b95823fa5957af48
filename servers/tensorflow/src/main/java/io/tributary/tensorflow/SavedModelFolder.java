package io.tributary.tensorflow;

import com.google.protobuf.CodedOutputStream;
import io.tributary.text.TextModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A folder of a model's versions, as TensorFlow Serving has it: each a folder named by a number.
 */
final class SavedModelFolder {
  static final String FILE = "saved_model.pb";
  static final String SIGNATURE = "serving_default";

  private static final Pattern VERSION = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final long ANY = -1;

  private SavedModelFolder() {}

  /**
   * Writes a model as a version, under another name first, so that nobody reads half of it.
   *
   * @return the version's folder
   * @throws IOException if it can't be written; if the version is no whole number, which TensorFlow
   *     Serving wants; or if another model is there as this version, of which it would take no
   *     notice
   */
  static Path write(TextModel model, Path folder) throws IOException {
    if (!VERSION.matcher(model.version()).matches()) {
      throw new IOException(
          "version " + model.version() + " is no whole number: train the model as one");
    }
    byte[] bytes = bytes(model);
    Path version = folder.resolve(model.version());
    if (Files.exists(version)) {
      Path file = version.resolve(FILE);
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
        throw new IOException(
            version
                + " is another model: train this one as a version of its own, since nobody who"
                + " serves that one would look again");
      }
      return version;
    }
    Path pending = folder.resolve(model.version() + ".pending");
    Files.createDirectories(pending);
    Files.write(pending.resolve(FILE), bytes);
    return Files.move(pending, version);
  }

  /** The file; equal models are equal bytes. */
  static byte[] bytes(TextModel model) {
    GraphDef graph = ClassifierGraph.of(model);
    SavedModel saved =
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(
                MetaGraphDef.newBuilder()
                    .setMetaInfoDef(
                        MetaGraphDef.MetaInfoDef.newBuilder()
                            .addTags("serve")
                            .setTensorflowVersion(TensorFlow.version()))
                    .setGraphDef(graph)
                    .putSignatureDef(SIGNATURE, signature(model)))
            .build();
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(saved.getSerializedSize());
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.useDeterministicSerialization();
      saved.writeTo(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
  }

  private static SignatureDef signature(TextModel model) {
    long labels = model.labels().size();
    return SignatureDef.newBuilder()
        .setMethodName("tensorflow/serving/predict")
        .putInputs(ClassifierGraph.INPUT, tensor(ClassifierGraph.INPUT, DataType.DT_STRING, ANY))
        .putOutputs(
            ClassifierGraph.LABELS, tensor(ClassifierGraph.LABELS, DataType.DT_STRING, ANY, labels))
        .putOutputs(
            ClassifierGraph.PROBABILITIES,
            tensor(ClassifierGraph.PROBABILITIES, DataType.DT_FLOAT, ANY, labels))
        .build();
  }

  private static TensorInfo tensor(String name, DataType type, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dimensions.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(name + ":0")
        .setDtype(type)
        .setTensorShape(dimensions)
        .build();
  }
}
