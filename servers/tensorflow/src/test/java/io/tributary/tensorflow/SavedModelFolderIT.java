package io.tributary.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.text.LabelledText;
import io.tributary.text.Language;
import io.tributary.text.TextModel;
import io.tributary.text.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

final class SavedModelFolderIT {
  private static final Path REPOSITORY = Path.of("../../models/text_classifier");

  @TempDir private Path folder;

  @Test
  void theOneInTheRepositoryIsTheShippedModel() throws IOException {
    Path version = SavedModelFolder.write(TextModel.shipped(), folder);

    assertThat(version).isEqualTo(folder.resolve("1"));
    assertThat(version.resolve("saved_model.pb"))
        .hasSameBinaryContentAs(REPOSITORY.resolve("1/saved_model.pb"));
  }

  @Test
  void namesOnlyOperationsThatEveryTensorFlowHas() throws IOException {
    SavedModel model =
        SavedModel.parseFrom(Files.readAllBytes(REPOSITORY.resolve("1/saved_model.pb")));

    Set<String> operations = new TreeSet<>();
    for (NodeDef node : model.getMetaGraphs(0).getGraphDef().getNodeList()) {
      operations.add(node.getOp());
    }
    assertThat(String.join(" ", operations))
        .isEqualTo(
            "Add Cast ConcatV2 Const Cumsum DivNoNan ExpandDims FloorDiv FloorMod GatherV2"
                + " Identity Log Mul OnesLike Pack Placeholder RaggedTensorToSparse Range Reshape"
                + " Size Slice Softmax Sqrt Square StaticRegexReplace StringJoin StringLower"
                + " StringNGrams StringSplitV2 StringToHashBucketFast Tile UnicodeDecode"
                + " UnicodeEncode UniqueWithCountsV2 UnsortedSegmentSum");
    assertThat(model.getMetaGraphs(0).getGraphDef().getLibrary().getFunctionCount()).isZero();
  }

  @Test
  void doesNotPutAnotherModelInAVersionsPlace() throws IOException {
    SavedModelFolder.write(trained("3"), folder);
    byte[] before = Files.readAllBytes(folder.resolve("3/saved_model.pb"));

    assertThat(SavedModelFolder.write(trained("3"), folder)).isEqualTo(folder.resolve("3"));
    TextModel other =
        Training.train("text_classifier", "3", List.of(text("a", "x"), text("b", "z")));
    assertThatThrownBy(() -> SavedModelFolder.write(other, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve("3") + " is another model");
    assertThat(folder.resolve("3/saved_model.pb")).hasBinaryContent(before);
    assertThat(folder).isDirectoryNotContaining(each -> each.toString().endsWith(".pending"));
  }

  @Test
  void refusesAVersionThatIsNoNumber() {
    assertThatThrownBy(() -> SavedModelFolder.write(trained("b2"), folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version b2 is no whole number");
  }

  private static TextModel trained(String version) {
    return Training.train(
        "text_classifier", version, List.of(text("a", "one word"), text("b", "another one")));
  }

  private static LabelledText text(String label, String text) {
    return new LabelledText(Language.EN, label, text);
  }
}
