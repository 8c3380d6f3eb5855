package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * Text as tokens.
 *
 * @param tokenizer what the tokens are
 * @param context tokens a model sees at once
 */
public record TextPreprocessing(Tokenizer tokenizer, int context) implements Preprocessing {
  static final String TYPE = "text";
  static final String CHARACTERS = "characters";
  static final String TOKENIZER = "tokenizer";

  public TextPreprocessing {
    Objects.requireNonNull(tokenizer, "tokenizer");
    if (context < 1) {
      throw new IllegalArgumentException("context must be >= 1, got " + context);
    }
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", Preprocessings.VERSION)
            .put("type", TYPE)
            .put("context", context);
    tokenizer.describe(json);
    return json;
  }

  static TextPreprocessing fromJson(JsonNode json) {
    return new TextPreprocessing(tokenizer(json), Preprocessings.intOf(json, "context"));
  }

  /** One token per character unless something else is said. */
  private static Tokenizer tokenizer(JsonNode json) {
    if (!json.has(TOKENIZER)) {
      return Vocabulary.ofCharacters(Preprocessings.textOf(json, CHARACTERS));
    }
    String name = Preprocessings.textOf(json, TOKENIZER);
    return switch (name) {
      case ByteTokenizer.NAME -> new ByteTokenizer();
      case Gpt2Tokenizer.NAME -> new Gpt2Tokenizer();
      default -> throw new IllegalArgumentException("tokenizer must be bytes or gpt2, got " + name);
    };
  }
}
