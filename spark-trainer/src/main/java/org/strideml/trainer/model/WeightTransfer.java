package org.strideml.trainer.model;

import java.util.Optional;

/**
 * Weights of one {@link LanguageModel} for another that differs in dropout, or looks back less far.
 * Rotary positions have no weights, so any context will do; of a table of positions the first rows
 * are taken.
 */
public final class WeightTransfer {
  private WeightTransfer() {}

  /** The parameters of {@code target}; empty when the two differ in more. */
  public static Optional<float[]> to(LanguageModel target, Model source, float[] parameters) {
    boolean fits =
        source instanceof LanguageModel model
            && model.withContext(target.context()).withoutDropout().equals(target.withoutDropout())
            && (target instanceof Llama || target.context() <= model.context());
    if (!fits) {
      return Optional.empty();
    }
    ParameterLayout from = source.layout();
    ParameterLayout to = target.layout();
    if (from.size() == to.size()) {
      return Optional.of(parameters);
    }
    float[] transferred = new float[to.size()];
    for (ParameterSlice slice : to.slices()) {
      // The table of positions is longer there, and its first rows come first.
      int start = from.slice(slice.name()).offset();
      System.arraycopy(parameters, start, transferred, slice.offset(), slice.size());
    }
    return Optional.of(transferred);
  }
}
