package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * Text as one token per character.
 *
 * @param vocabulary the characters that occur
 * @param context tokens a model sees at once
 */
public record TextPreprocessing(Vocabulary vocabulary, int context) implements Preprocessing {
  static final String TYPE = "text";

  public TextPreprocessing {
    Objects.requireNonNull(vocabulary, "vocabulary");
    if (context < 1) {
      throw new IllegalArgumentException("context must be >= 1, got " + context);
    }
  }

  @Override
  public ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("version", Preprocessings.VERSION)
        .put("type", TYPE)
        .put("context", context)
        .put("characters", vocabulary.characters());
  }

  static TextPreprocessing fromJson(JsonNode json) {
    String characters = Preprocessings.textOf(json, "characters");
    return new TextPreprocessing(
        Vocabulary.ofCharacters(characters), Preprocessings.intOf(json, "context"));
  }
}
