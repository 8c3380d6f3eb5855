package org.strideml.trainer.model;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Tensor;

/**
 * The layers of a {@link LanguageModel}, aimed at their parameters. Gradients are {@code null} in a
 * network for evaluation.
 *
 * @param tokenTable V × D
 * @param positionTable context × D; {@code null} when positions are rotary
 * @param angles of rotary positions, context × headWidth; {@code null} when there is a table
 * @param head from the last row of the stream to scores
 * @param tied whether {@code head} shares {@code tokenTable} and its gradient
 */
record DecoderLayers(
    Tensor tokenTable,
    Tensor dTokenTable,
    Tensor positionTable,
    Tensor dPositionTable,
    Tensor angles,
    List<DecoderBlock> blocks,
    Norm finalNorm,
    DenseLayer head,
    boolean tied) {

  static DecoderLayers of(LanguageModel model, Backend backend, ParameterMemory memory) {
    return model instanceof Gpt gpt ? of(gpt, memory) : of((Llama) model, backend, memory);
  }

  private static DecoderLayers of(Gpt gpt, ParameterMemory memory) {
    List<DecoderBlock> blocks = new ArrayList<>();
    for (int layer = 0; layer < gpt.layers(); layer++) {
      String name = Gpt.blockName(layer);
      blocks.add(
          new DecoderBlock(
              memory.norm(name + "ln_1", Gpt.LAYER_NORM_EPSILON),
              dense(memory, name + "attn.c_attn", Activation.IDENTITY),
              dense(memory, name + "attn.c_proj", Activation.IDENTITY),
              memory.norm(name + "ln_2", Gpt.LAYER_NORM_EPSILON),
              dense(memory, name + "mlp.c_fc", Activation.GELU),
              false,
              dense(memory, name + "mlp.c_proj", Activation.IDENTITY)));
    }
    Tensor table = memory.parameter(Gpt.TOKENS);
    Tensor dTable = memory.gradient(Gpt.TOKENS);
    // The output layer reads the token table as out × in, with the vocabulary as outputs.
    Dense head = new Dense(table, null, Dense.Layout.OUT_IN, Activation.IDENTITY);
    return new DecoderLayers(
        table,
        dTable,
        memory.parameter(Gpt.POSITIONS),
        memory.gradient(Gpt.POSITIONS),
        null,
        blocks,
        memory.norm(Gpt.FINAL_NORM, Gpt.LAYER_NORM_EPSILON),
        new DenseLayer(head, dTable, null),
        true);
  }

  private static DenseLayer dense(ParameterMemory memory, String name, Activation activation) {
    return memory.dense(name, Dense.Layout.IN_OUT, activation);
  }

  private static DecoderLayers of(Llama llama, Backend backend, ParameterMemory memory) {
    List<DecoderBlock> blocks = new ArrayList<>();
    for (int layer = 0; layer < llama.layers(); layer++) {
      String name = Llama.blockName(layer);
      String attention = name + "self_attn.";
      blocks.add(
          new DecoderBlock(
              memory.rmsNorm(name + "input_layernorm", llama.epsilon()),
              memory.stacked(attention + "q_proj", attention + "k_proj", attention + "v_proj"),
              memory.stacked(attention + "o_proj"),
              memory.rmsNorm(name + "post_attention_layernorm", llama.epsilon()),
              memory.stacked(name + "mlp.gate_proj", name + "mlp.up_proj"),
              true,
              memory.stacked(name + "mlp.down_proj")));
    }
    return new DecoderLayers(
        memory.parameter(Llama.TOKENS + ".weight"),
        memory.gradient(Llama.TOKENS + ".weight"),
        null,
        null,
        angles(llama, backend),
        blocks,
        memory.rmsNorm(Llama.FINAL_NORM, llama.epsilon()),
        memory.stacked(llama.tied() ? Llama.TOKENS : Llama.OUTPUT),
        llama.tied());
  }

  private static Tensor angles(Llama llama, Backend backend) {
    int headWidth = llama.width() / llama.heads();
    int size = Math.multiplyExact(llama.context(), headWidth);
    Tensor angles =
        backend.newArena("angles", Arena.capacityFor(size)).allocate(llama.context(), headWidth);
    backend.sequence().rotaryAngles(llama.rotaryBase(), angles);
    return angles;
  }
}
