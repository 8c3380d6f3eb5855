package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.predict.TextPrediction;
import org.strideml.jobs.predict.TextPrediction.Drawing;
import org.strideml.kernels.Backend;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.trainer.data.ByteTokenizer;
import org.strideml.trainer.data.Gpt2Tokenizer;
import org.strideml.trainer.data.TextPreprocessing;
import org.strideml.trainer.model.Gpt;
import org.strideml.trainer.model.Llama;
import org.strideml.trainer.model.ModelFolder;
import org.strideml.trainer.model.TokenDraw;

class TextInputTest {
  @TempDir private Path folder;

  private StrideConfig config(String... arguments) throws IOException {
    Path text = folder.resolve("text.txt");
    Files.writeString(text, "Größe zählt nicht, sagt der Zwerg.\n".repeat(40));
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "data.format=text",
            "data.path=" + text,
            "model.type=gpt",
            "model.layers=1",
            "model.heads=2",
            "model.width=8",
            "model.context=6",
            "train.steps=1"));
    all.addAll(List.of(arguments));
    return ConfigReader.read(Optional.empty(), all);
  }

  private static TrainingInput open(StrideConfig config) throws IOException {
    return TrainingInput.open(config, new Configuration());
  }

  /** A run folder with this input's fresh model. */
  private Path saved(StrideConfig config, String name) throws IOException {
    TrainingInput input = open(config);
    RunFolder run = RunFolder.of(config, LocalDateTime.now());
    run.create(config);
    ModelFolder.save(
        run.model(), input.model(), input.initialParameters(), input.preprocessing().toJson());
    assertThat(run.path()).isEqualTo(folder.resolve(name));
    return run.path();
  }

  @Test
  void theTokenizerSaysHowManyTokensThereAre() throws IOException {
    assertThat(open(config()).model()).isEqualTo(new Gpt(1, 2, 8, 6, 23));
    assertThat(open(config("data.tokenizer=bytes")).model()).isEqualTo(new Gpt(1, 2, 8, 6, 256));
    TrainingInput pairs = open(config("data.tokenizer=gpt2", "model.dropout=0.1"));
    assertThat(pairs.model()).isEqualTo(new Gpt(1, 2, 8, 6, 50_257, 0.1f));
    assertThat(pairs.preprocessing()).isEqualTo(new TextPreprocessing(new Gpt2Tokenizer(), 6));
    assertThat(open(config("model.type=llama", "model.tied=false")).model())
        .isEqualTo(Llama.of(1, 2, 8, 24, 6, 23, false));
  }

  @Test
  void goesOnFromAModelOfTheSameTokens() throws IOException {
    StrideConfig first = config("data.tokenizer=bytes", "run.dir=" + folder.resolve("a"));
    Path run = saved(first, "a");
    StrideConfig next = config("data.tokenizer=bytes", "model.dropout=0.2", "model.init=" + run);
    TrainingInput input = open(next);
    assertThat(input.initialParameters()).isEqualTo(open(first).initialParameters());
    assertThat(((Gpt) input.model()).dropout()).isEqualTo(0.2f);
    assertThatThrownBy(() -> open(config("model.init=" + run)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data.tokenizer must be that of model.init")
        .hasMessageContaining("byte");
    assertThatThrownBy(
            () -> open(config("data.tokenizer=bytes", "model.width=16", "model.init=" + run)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("model.init must fit");
  }

  @Test
  void writesOnInEveryTokenizer() throws IOException {
    for (String tokenizer : List.of("characters", "bytes", "gpt2")) {
      StrideConfig config =
          config("data.tokenizer=" + tokenizer, "run.dir=" + folder.resolve(tokenizer));
      TextPreprocessing text = (TextPreprocessing) open(config).preprocessing();
      var model = ModelFolder.load(saved(config, tokenizer).resolve("model"));
      try (Backend backend = ReferenceBackend.inFloat()) {
        Drawing drawing = new Drawing(9, new TokenDraw(1, 20, 0.9), 1);
        TextPrediction prediction = new TextPrediction(model, text);
        assertThat(prediction.follow(backend, "Größe", drawing)).as(tokenizer).isNotEmpty();
      }
      try (Backend backend = ReferenceBackend.inFloat()) {
        Drawing drawing = new Drawing(9, TokenDraw.at(0), 1);
        assertThat(new TextPrediction(model, text).follow(backend, "", drawing)).isNotEmpty();
      }
    }
  }

  @Test
  void startsFromAFolderOfHuggingFace() throws IOException {
    Gpt model = new Gpt(1, 2, 8, 6, 256);
    Path foreign = folder.resolve("published");
    ModelFolder.save(
        foreign, model, model.initialParameters(77), new ObjectMapper().createObjectNode());
    Files.delete(foreign.resolve("preprocessing.json"));
    TrainingInput input = open(config("data.tokenizer=bytes", "model.init=" + foreign));
    assertThat(input.initialParameters()).isEqualTo(model.initialParameters(77));
    assertThat(input.preprocessing()).isEqualTo(new TextPreprocessing(new ByteTokenizer(), 6));
    for (String tokenizer : List.of("characters", "gpt2")) {
      assertThatThrownBy(() -> open(config("data.tokenizer=" + tokenizer, "model.init=" + foreign)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("data.tokenizer must say what the tokens of model.init are");
    }
  }
}
