package org.strideml.jobs.predict;

import org.strideml.jobs.config.ConfigException;
import org.strideml.kernels.Backend;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.data.TextPreprocessing;
import org.strideml.trainer.data.Vocabulary;
import org.strideml.trainer.model.LanguageModel;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.model.TextReader;
import org.strideml.trainer.model.TextSampler;
import org.strideml.trainer.model.TokenDraw;

/** Text as a trained model would write it. */
public final class TextPrediction {
  private static final long SAMPLE = 0x73616d706c65L; // "sample"
  private static final String LINE_END = "\n";

  private final SavedModel saved;
  private final TextPreprocessing text;

  /**
   * How text is drawn.
   *
   * @param length tokens to write
   * @param draw how each token is chosen
   * @param seed other seeds give other texts, the same seed the same one
   */
  public record Drawing(int length, TokenDraw draw, long seed) {
    public Drawing {
      if (length < 1) {
        throw new ConfigException("--length must be at least 1, got " + length);
      }
    }
  }

  public TextPrediction(SavedModel saved, TextPreprocessing text) {
    this.saved = saved;
    this.text = text;
  }

  /**
   * What follows a prompt.
   *
   * @param prompt empty for the beginning of a document
   * @throws org.strideml.trainer.data.DataException when the prompt has a character the model does
   *     not know
   */
  public String follow(Backend backend, String prompt, Drawing drawing) {
    LanguageModel model = (LanguageModel) saved.model();
    TextReader reader = new TextReader(model, backend);
    reader.parameters().write(saved.parameters(), 0);
    int[] tokens =
        new TextSampler(model, reader)
            .sample(
                tokens(prompt),
                drawing.length(),
                drawing.draw(),
                RandomKey.of(drawing.seed()).child(SAMPLE));
    return text.tokenizer().decode(tokens);
  }

  private int[] tokens(String prompt) {
    if (!prompt.isEmpty()) {
      return text.tokenizer().encode(prompt, "prompt");
    }
    // A document begins after the end of another one.
    return text.tokenizer() instanceof Vocabulary characters
        ? new int[] {Math.max(0, characters.token(LINE_END.codePointAt(0)))}
        : text.tokenizer().encode(LINE_END, "prompt");
  }
}
