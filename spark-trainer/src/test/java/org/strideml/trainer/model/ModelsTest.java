package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;

class ModelsTest {
  private static final Gpt GPT = new Gpt(2, 3, 24, 16, 61);

  @Test
  void readsTheConfigurationOfHuggingFace() {
    assertThat(Models.fromJson(Golden.read("gpt2-tiny/config.json"))).isEqualTo(GPT);
  }

  /** Apart from what is about generation, dropout or the writer's version. */
  @Test
  void writesWhatHuggingFaceWrites() {
    ObjectNode written = Models.toJson(GPT);
    ObjectNode golden = (ObjectNode) Golden.read("gpt2-tiny/config.json");
    for (String field :
        List.of(
            "activation_function",
            "architectures",
            "initializer_range",
            "layer_norm_epsilon",
            "model_type",
            "n_embd",
            "n_head",
            "n_inner",
            "n_layer",
            "n_positions",
            "scale_attn_by_inverse_layer_idx",
            "scale_attn_weights",
            "tie_word_embeddings",
            "vocab_size")) {
      assertThat(written.get(field)).as(field).isEqualTo(golden.required(field));
    }
  }

  @Test
  void refusesWhatWouldChangeTheNumbers() {
    assertRefused("activation_function", "relu", "activation_function must be one of");
    assertRefused("tie_word_embeddings", false, "tie_word_embeddings must be one of [true]");
    assertRefused("scale_attn_weights", false, "scale_attn_weights");
    assertRefused("scale_attn_by_inverse_layer_idx", true, "scale_attn_by_inverse_layer_idx");
    assertRefused("add_cross_attention", true, "add_cross_attention");
    assertRefused("layer_norm_epsilon", 1e-6, "layer_norm_epsilon must be 1.0E-5");
    assertRefused("n_inner", 32, "n_inner must be null or 4 n_embd = 96, got 32");
    assertRefused("n_layer", "two", "n_layer must be a whole number, got \"two\"");
    assertRefused("n_layer", 0, "layers must be >= 1");
    assertRefused(
        "model_type",
        "bert",
        "[gpt2, llama, stride-mlp, stride-sparse, stride-cnn, stride-resnet], got bert");
  }

  private static void assertRefused(String field, Object value, String complaint) {
    ObjectNode config = Models.toJson(GPT);
    config.putPOJO(field, value);
    ObjectNode parsed = new ObjectMapper().valueToTree(config);
    assertThatThrownBy(() -> Models.fromJson(parsed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void namesTheFieldThatIsMissing() {
    ObjectNode config = Models.toJson(GPT);
    config.remove("n_embd");
    assertThatThrownBy(() -> Models.fromJson(config))
        .hasMessage("n_embd must be a whole number, got nothing");
  }

  @Test
  void anMlpHasItsOwnSmallForm() {
    Mlp mlp =
        new Mlp(
            8,
            new Mlp.Embeddings(List.of(3, 7), 4),
            List.of(new Mlp.Hidden(16, Activation.RELU), new Mlp.Hidden(12, Activation.TANH)),
            new Mlp.Block(true, false, 0.1f),
            Head.multiclass(5));
    ObjectNode config = Models.toJson(mlp);
    assertThat(config.toString())
        .isEqualTo(
            "{\"model_type\":\"stride-mlp\",\"inputs\":8,\"categories\":[3,7],"
                + "\"embedding_width\":4,\"hidden\":[16,12],"
                + "\"activations\":[\"relu\",\"tanh\"],\"norm\":true,"
                + "\"residual\":false,\"dropout\":0.1,\"task\":\"multiclass\",\"outputs\":5}");
    config.putArray("activations").add("relu");
    assertThatThrownBy(() -> Models.fromJson(config))
        .hasMessageContaining("as many as hidden layers, 2, got 1");
    config.putArray("activations").add("relu").add("swish");
    assertThatThrownBy(() -> Models.fromJson(config)).hasMessageContaining("got swish");
  }
}
