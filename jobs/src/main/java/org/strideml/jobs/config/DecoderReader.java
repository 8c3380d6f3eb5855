package org.strideml.jobs.config;

import org.strideml.jobs.config.ModelConfig.TokenizerName;
import org.strideml.trainer.model.Llama;

/** Reads the {@code model} section of language models. */
final class DecoderReader {
  private final Settings settings;
  private final int layers;
  private final int heads;
  private final int width;
  private final int context;
  private final TokenizerName tokenizer;

  DecoderReader(Settings settings) {
    this.settings = settings;
    layers = settings.integer("model.layers", 1);
    heads = settings.integer("model.heads", 1);
    width = settings.integer("model.width", 1);
    context = settings.integer("model.context", 1);
    tokenizer = settings.choice("data.tokenizer", TokenizerName.class);
    settings.require(
        width % heads == 0,
        "model.heads must divide model.width, got %d and %d".formatted(heads, width),
        "model.heads",
        "model.width");
  }

  ModelConfig.Gpt gpt(float dropout) {
    return new ModelConfig.Gpt(layers, heads, width, context, dropout, tokenizer);
  }

  ModelConfig.Llama llama(float dropout) {
    settings.require(
        width % heads != 0 || width / heads % 2 == 0,
        "model.width must be an even multiple of model.heads for rotary positions, got %d and %d"
            .formatted(width, heads),
        "model.width",
        "model.heads");
    int hidden = settings.integer("model.feedForward", 0);
    return new ModelConfig.Llama(
        layers,
        heads,
        width,
        hidden == 0 ? Llama.usualHidden(width) : hidden,
        context,
        settings.flag("model.tied"),
        dropout,
        tokenizer);
  }
}
