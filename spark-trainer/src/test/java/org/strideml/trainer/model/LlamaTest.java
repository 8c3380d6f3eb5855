package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.kernels.reference.ReferenceBackend;

class LlamaTest extends ModelContract {
  @Override
  Model model() {
    return Llama.of(2, 2, 8, 12, 5, 11, false);
  }

  @Override
  Batch batch(Model model, int rows, long seed) {
    return GptTest.randomBatch((LanguageModel) model, rows, seed);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void scoresAreThoseOfTheFormulas(boolean tied) {
    Llama model = new Llama(3, 2, 12, 20, 7, 13, tied, 500, 1e-5f, 0);
    try (ReferenceBackend backend = ReferenceBackend.inDouble()) {
      Network network = model.build(backend, 2, false);
      double[] parameters = new double[model.layout().size()];
      float[] initial = model.initialParameters(4);
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = 10 * initial[i] + 1e-3 * Math.sin(i);
      }
      backend.write(network.parameters(), parameters);
      Batch batch = batch(model, 2, 9);
      network.scores(batch);
      double[] scores = backend.toDoubles(network.logits());
      PlainLlama plain = new PlainLlama(model, parameters);
      for (int row = 0; row < 2; row++) {
        double[][] expected = plain.scores(batch.ids(), row * 7, 7);
        for (int t = 0; t < 7; t++) {
          for (int token = 0; token < 13; token++) {
            assertThat(scores[(row * 7 + t) * 13 + token])
                .as("score of token %d at position %d of row %d", token, t, row)
                .isCloseTo(expected[t][token], within(1e-10));
          }
        }
      }
    }
  }

  @Test
  void gradientsOfATiedHeadAgreeWithCentralDifferences() {
    Llama tied = Llama.of(1, 2, 8, 12, 5, 11, true);
    GradientCheck.check(tied, batch(tied, 3, 11), 11, 6);
  }

  @Test
  void hasTheNamesOfHuggingFace() {
    assertThat(Llama.of(1, 2, 8, 12, 5, 11, false).layout().slices().stream().map(s -> s.name()))
        .containsExactly(
            "model.embed_tokens.weight",
            "model.layers.0.self_attn.q_proj.weight",
            "model.layers.0.self_attn.k_proj.weight",
            "model.layers.0.self_attn.v_proj.weight",
            "model.layers.0.self_attn.o_proj.weight",
            "model.layers.0.mlp.gate_proj.weight",
            "model.layers.0.mlp.up_proj.weight",
            "model.layers.0.mlp.down_proj.weight",
            "model.layers.0.input_layernorm.weight",
            "model.layers.0.post_attention_layernorm.weight",
            "model.norm.weight",
            "lm_head.weight");
  }

  @Test
  void refusesWhatWouldChangeTheNumbers() {
    assertRefused("num_key_value_heads", config -> config.put("num_key_value_heads", 1));
    assertRefused("head_dim", config -> config.put("head_dim", 8));
    assertRefused("hidden_act", config -> config.put("hidden_act", "gelu"));
    assertRefused("attention_bias", config -> config.put("attention_bias", true));
    assertRefused(
        "rope_scaling", config -> config.putObject("rope_scaling").put("rope_type", "llama3"));
  }

  @Test
  void readsTheRotaryBaseWhereNewerFilesHaveIt() {
    ObjectNode config = Models.toJson(model());
    config.remove("rope_theta");
    config.putObject("rope_parameters").put("rope_type", "default").put("rope_theta", 500_000);
    assertThat(((Llama) Models.fromJson(config)).rotaryBase()).isEqualTo(500_000);
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatThrownBy(() -> Llama.of(1, 2, 6, 8, 5, 11, true))
        .hasMessage("width must be an even multiple of heads, got width 6 and 2 heads");
    assertThatThrownBy(() -> Llama.of(1, 2, 8, 0, 5, 11, true)).hasMessageContaining("hidden");
  }

  private void assertRefused(String field, java.util.function.Consumer<ObjectNode> change) {
    ObjectNode config = Models.toJson(model());
    change.accept(config);
    assertThatThrownBy(() -> Models.fromJson(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field);
  }
}
