package org.strideml.trainer.model;

/**
 * What other writers call the weights of a {@link LanguageModel}: GPT-2 as published has no prefix
 * to its names, older files carry the causal mask and rotary frequencies, and a tied output layer
 * may be there a second time.
 */
final class ForeignNames {
  private static final String PREFIX = "transformer.";

  private final Model model;

  ForeignNames(Model model) {
    this.model = model;
  }

  /** The name in the model's layout. */
  String ownName(String name) {
    boolean bare = name.matches("(wte|wpe|ln_f|h\\.\\d+)\\..*");
    return model instanceof Gpt && bare ? PREFIX + name : name;
  }

  /** Whether a tensor is a constant that no weight follows from. */
  boolean isIgnored(String name) {
    if (model instanceof Gpt) {
      return name.matches("(transformer\\.)?h\\.\\d+\\.attn\\.(masked_)?bias");
    }
    return model instanceof Llama && name.endsWith("rotary_emb.inv_freq");
  }

  /** Whether a tensor must equal {@link #tied}. */
  boolean isTiedCopy(String name) {
    return name.equals(Llama.OUTPUT + ".weight") && tied() != null;
  }

  /** The token table that the output layer shares; {@code null} when it shares none. */
  String tied() {
    if (model instanceof Llama llama) {
      return llama.tied() ? Llama.TOKENS + ".weight" : null;
    }
    return model instanceof Gpt ? Gpt.TOKENS : null;
  }
}
