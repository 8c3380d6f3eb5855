package org.strideml.jobs.run;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ModelConfig;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.data.ByteTokenizer;
import org.strideml.trainer.data.DataFiles;
import org.strideml.trainer.data.Gpt2Tokenizer;
import org.strideml.trainer.data.Preprocessings;
import org.strideml.trainer.data.TextCorpus;
import org.strideml.trainer.data.TextPreprocessing;
import org.strideml.trainer.data.TextSettings;
import org.strideml.trainer.data.Tokenizer;
import org.strideml.trainer.model.LanguageModel;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.model.WeightTransfer;

/** A configuration's text, and where a language model of it starts. */
final class TextInput {
  private TextInput() {}

  /**
   * @param saved the model that {@code model.init} names
   */
  static PreparedRows prepare(
      StrideConfig config, Configuration hadoop, Optional<SavedModel> saved) {
    TextCorpus corpus = corpus(config, (ModelConfig.Decoder) config.model(), hadoop, saved);
    return new PreparedRows(
        new TrainingData(corpus.training(), corpus.evaluation().orElseThrow()),
        corpus.training().preprocessing(),
        TableReport.NONE);
  }

  /** That the tokens are the saved model's was seen to when the corpus was opened. */
  static float[] parameters(StrideConfig config, LanguageModel model, Optional<SavedModel> saved) {
    if (saved.isEmpty()) {
      return model.initialParameters(config.run().seed());
    }
    SavedModel source = saved.get();
    return WeightTransfer.to(model, source.model(), source.parameters())
        .orElseThrow(
            () -> TrainingInput.unfit(config, model.toString(), source.model().toString()));
  }

  private static TextCorpus corpus(
      StrideConfig config,
      ModelConfig.Decoder shape,
      Configuration hadoop,
      Optional<SavedModel> saved) {
    DataFiles files = new DataFiles(hadoop);
    String path = TrainingInput.located(config.data().path(), hadoop);
    TextSettings settings =
        new TextSettings(List.of(path), shape.context(), config.data().holdout());
    Optional<Tokenizer> known =
        saved.isPresent() ? Optional.of(ofSaved(config, shape, saved.get())) : fixed(shape);
    return known.isPresent()
        ? TextCorpus.open(files, settings, known.get())
        : TextCorpus.open(files, settings);
  }

  /** Characters are learned from the text, the others are what they are. */
  private static Optional<Tokenizer> fixed(ModelConfig.Decoder shape) {
    return switch (shape.tokenizer()) {
      case CHARACTERS -> Optional.empty();
      case BYTES -> Optional.of(new ByteTokenizer());
      case GPT2 -> Optional.of(new Gpt2Tokenizer());
    };
  }

  private static Tokenizer ofSaved(
      StrideConfig config, ModelConfig.Decoder shape, SavedModel saved) {
    if (saved.preprocessing().isEmpty()) {
      return ofForeign(config, shape, saved);
    }
    if (!(Preprocessings.fromJson(saved.preprocessing()) instanceof TextPreprocessing text)) {
      throw new ConfigException(
          "model.init must be a model of text, got one of other data in "
              + config.init().orElseThrow());
    }
    Tokenizer tokenizer = text.tokenizer();
    if (!tokenizer.unit().equals(shape.tokenizer().unit())) {
      throw new ConfigException(
          "data.tokenizer must be that of model.init, whose tokens are each a %s, got %s; set it or"
                  .formatted(tokenizer.unit(), shape.tokenizer().name().toLowerCase(Locale.ROOT))
              + " start from another model than "
              + config.init().orElseThrow());
    }
    return tokenizer;
  }

  /** A folder that does not say what its tokens are; their number must fit. */
  private static Tokenizer ofForeign(
      StrideConfig config, ModelConfig.Decoder shape, SavedModel saved) {
    Optional<Tokenizer> tokenizer = fixed(shape);
    boolean fits =
        saved.model() instanceof LanguageModel model
            && tokenizer.isPresent()
            && tokenizer.get().size() == model.vocabulary();
    if (!fits) {
      throw new ConfigException(
          "data.tokenizer must say what the tokens of model.init are, got %s for %s in %s; a"
                  .formatted(
                      shape.tokenizer().name().toLowerCase(Locale.ROOT),
                      saved.model(),
                      config.init().orElseThrow())
              + " vocabulary of 50257 is gpt2, one of 256 bytes");
    }
    return tokenizer.get();
  }
}
