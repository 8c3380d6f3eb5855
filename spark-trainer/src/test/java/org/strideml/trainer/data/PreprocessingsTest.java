package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TextPreprocessing TEXT =
      new TextPreprocessing(Vocabulary.ofText("\u0000\n\"\\aé€😀"), 64);

  @Test
  void survivesBeingWrittenAndRead() throws Exception {
    var image = new ImagePreprocessing(28, 28, 10, 1.0 / 255);
    var colours =
        new ImagePreprocessing(
            3, 32, 32, 10, 1.0 / 255, List.of(0.1, 0.2, 0.3), List.of(0.4, 0.5, 0.6));
    for (Preprocessing preprocessing :
        new Preprocessing[] {
          image,
          colours,
          TEXT,
          new TextPreprocessing(new ByteTokenizer(), 7),
          new TextPreprocessing(new Gpt2Tokenizer(), 9)
        }) {
      byte[] written = JSON.writeValueAsBytes(preprocessing.toJson());
      assertThat(Preprocessings.fromJson(JSON.readTree(written))).isEqualTo(preprocessing);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version|2|preprocessing.version: expected 1, got 2",
        "version|\"1\"|preprocessing.version: expected a whole number, got \"1\"",
        "type|\"sound\"|preprocessing.type: expected image, libsvm, table or text, got sound",
        "tokenizer|7|preprocessing.tokenizer: expected a text, got 7",
        "tokenizer|\"words\"|tokenizer must be bytes or gpt2, got words",
        "context|1.5|preprocessing.context: expected a whole number, got 1.5",
        "context|0|context must be >= 1, got 0",
        "characters|[]|preprocessing.characters: expected a text, got []",
        "characters|\"ba\"|a vocabulary must be sorted",
        "characters|\"aa\"|a vocabulary must be sorted",
        "characters|\"\"|distinct characters, got 0"
      })
  void namesWhatIsWrong(String field, String value, String message) throws Exception {
    ObjectNode json = TEXT.toJson();
    json.set(field, JSON.readTree(value));
    assertThatThrownBy(() -> Preprocessings.fromJson(json))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesWhatIsMissing() {
    ObjectNode json = TEXT.toJson();
    json.remove("type");
    assertThatThrownBy(() -> Preprocessings.fromJson(json))
        .hasMessageContaining("preprocessing.type: expected a text, got nothing");
    ObjectNode image = new ImagePreprocessing(1, 1, 2, 1).toJson();
    image.put("scale", Double.NaN);
    assertThatThrownBy(() -> Preprocessings.fromJson(image)).isInstanceOf(DataException.class);
  }

  /** As models were saved before images had channels. */
  @Test
  void withoutChannelsImagesAreGrey() throws Exception {
    String json =
        "{\"version\":1,\"type\":\"image\",\"rows\":2,\"columns\":3,\"classes\":4,\"scale\":0.5}";
    assertThat(Preprocessings.fromJson(JSON.readTree(json)))
        .isEqualTo(new ImagePreprocessing(2, 3, 4, 0.5));
  }
}
