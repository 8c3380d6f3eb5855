package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.kernels.Activation;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.safetensors.CorruptFileException;

class ModelFolderTest {
  private static final Mlp MLP = Mlp.of(4, List.of(5), Head.multiclass(3), Activation.RELU);
  private static final Gpt GPT = new Gpt(2, 3, 24, 16, 61);
  private static final ObjectNode PREPROCESSING =
      new ObjectMapper().createObjectNode().put("kind", "pixels").put("scale", 0.5);

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void setUp() {
    folder = temporary.resolve("run").resolve("model");
  }

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    Llama llama = Llama.of(2, 2, 8, 12, 5, 11, false).withDropout(0.1f);
    for (Model model : List.of(MLP, GPT, llama)) {
      float[] parameters = model.initialParameters(1);
      ModelFolder.save(folder, model, parameters, PREPROCESSING);
      SavedModel loaded = ModelFolder.load(folder);
      assertThat(loaded.model()).isEqualTo(model);
      assertThat(loaded.parameters()).isEqualTo(parameters);
      assertThat(loaded.preprocessing()).isEqualTo(PREPROCESSING);
    }
    assertThat(names(folder))
        .containsExactly("config.json", "model.safetensors", "preprocessing.json");
    assertThat(names(folder.getParent())).containsExactly("model");
  }

  @Test
  void sameModelGivesSameBytes() throws IOException {
    Path other = temporary.resolve("other");
    ModelFolder.save(folder, GPT, GPT.initialParameters(1), PREPROCESSING);
    ModelFolder.save(other, GPT, GPT.initialParameters(1), PREPROCESSING);
    for (String name : names(folder)) {
      assertThat(folder.resolve(name)).hasSameBinaryContentAs(other.resolve(name));
    }
  }

  @Test
  void loadsAFolderOfHuggingFace() throws IOException {
    copyGolden();
    Files.writeString(folder.resolve("preprocessing.json"), "{}");
    SavedModel loaded = ModelFolder.load(folder);
    assertThat(loaded.model()).isEqualTo(GPT);
    Path again = temporary.resolve("again");
    ModelFolder.save(again, loaded.model(), loaded.parameters(), PREPROCESSING);
    assertThat(ModelFolder.load(again).parameters()).isEqualTo(loaded.parameters());
  }

  @Test
  void anInterruptedSaveLosesNothing() throws IOException {
    float[] parameters = MLP.initialParameters(1);
    ModelFolder.save(folder, MLP, parameters, PREPROCESSING);

    // Died while completing the new folder.
    Path fresh = folder.resolveSibling("model.new");
    Files.createDirectories(fresh);
    Files.writeString(fresh.resolve("model.safetensors"), "half");
    assertThat(ModelFolder.load(folder).parameters()).isEqualTo(parameters);

    // Died between the two moves.
    Files.move(folder, folder.resolveSibling("model.old"));
    assertThat(ModelFolder.load(folder).parameters()).isEqualTo(parameters);

    // The next save cleans up; had it died as well, the old model would still be there.
    float[] next = MLP.initialParameters(2);
    ModelFolder.save(folder, MLP, next, PREPROCESSING);
    assertThat(ModelFolder.load(folder).parameters()).isEqualTo(next);
    assertThat(names(folder.getParent())).containsExactly("model");
  }

  @Test
  void damageIsNamedWithFileAndRemedy() throws IOException {
    assertThatThrownBy(() -> ModelFolder.load(folder))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("no saved model there");

    ModelFolder.save(folder, MLP, MLP.initialParameters(1), PREPROCESSING);
    Files.delete(folder.resolve("preprocessing.json"));
    assertCorrupt("preprocessing.json: expected a file, got none");

    ModelFolder.save(folder, MLP, MLP.initialParameters(1), PREPROCESSING);
    Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"resnet\"}");
    assertCorrupt("got resnet");
    Files.writeString(folder.resolve("config.json"), "{\"model_type\":");
    assertCorrupt("config.json: expected a JSON object");
    Files.writeString(folder.resolve("config.json"), "");
    assertCorrupt("config.json: expected a JSON object");

    Mlp wider = Mlp.of(4, List.of(6), Head.multiclass(3), Activation.RELU);
    Files.writeString(folder.resolve("config.json"), Models.toJson(wider).toString());
    assertCorrupt("expected tensor 0.weight[6, 4]@0, got shape [5, 4]");

    Mlp deeper = Mlp.of(4, List.of(5, 3), Head.multiclass(3), Activation.RELU);
    Files.writeString(folder.resolve("config.json"), Models.toJson(deeper).toString());
    assertCorrupt(
        "expected all tensors of the model in config.json, got none named [4.bias, 4.weight]");
  }

  @Test
  void everyFlippedBitOfTheWeightsIsDetectedOrHarmless() throws IOException {
    float[] parameters = MLP.initialParameters(1);
    ModelFolder.save(folder, MLP, parameters, PREPROCESSING);
    Path file = folder.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(file);
    RandomKey key = RandomKey.of(77);
    for (int position = 0; position < whole.length; position++) {
      byte[] damaged = whole.clone();
      damaged[position] ^= (byte) (1 << key.below(8, position));
      Files.write(file, damaged);
      try {
        assertThat(ModelFolder.load(folder).parameters())
            .as("byte %d", position)
            .isEqualTo(parameters);
      } catch (CorruptFileException e) {
        assertThat(e).hasMessageContaining("model.safetensors");
      }
    }
  }

  @Test
  void refusesParametersOfAnotherSize() {
    assertThatThrownBy(() -> ModelFolder.save(folder, MLP, new float[7], PREPROCESSING))
        .hasMessage("this model has 43 parameters, got 7");
    assertThat(folder).doesNotExist();
  }

  private void assertCorrupt(String message) {
    assertThatThrownBy(() -> ModelFolder.load(folder))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining(message)
        .hasMessageEndingWith("restore the folder from a copy or train again");
  }

  private void copyGolden() throws IOException {
    Files.createDirectories(folder);
    for (String name : List.of("config.json", "model.safetensors")) {
      try (InputStream in = getClass().getResourceAsStream("/golden/gpt2-tiny/" + name)) {
        Files.copy(in, folder.resolve(name));
      }
    }
  }

  private static List<String> names(Path folder) {
    String[] names = folder.toFile().list();
    Arrays.sort(names);
    return List.of(names);
  }
}
