package org.strideml.trainer.model;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.strideml.quantization.RandomKey;

/**
 * Fresh weights of a {@link LanguageModel}: matrices N(0, 0.02²), those that write into the
 * residual stream N(0, (0.02/√(2·layers))²); biases 0, normalization weights 1 (Radford et al.,
 * 2019).
 */
final class InitialWeights {
  private static final double DEVIATION = 0.02;
  private static final long INITIAL_WEIGHTS = 0x696e6974; // "init"

  private InitialWeights() {}

  /**
   * @param intoResidual how the names of projections into the residual stream end
   */
  static float[] of(LanguageModel model, long seed, List<String> intoResidual) {
    ParameterLayout layout = model.layout();
    float[] parameters = new float[layout.size()];
    List<ParameterSlice> slices = layout.slices();
    RandomKey root = RandomKey.of(seed).child(INITIAL_WEIGHTS);
    ToDoubleFunction<String> deviation =
        name ->
            intoResidual.stream().anyMatch(name::endsWith)
                ? DEVIATION / Math.sqrt(2.0 * model.layers())
                : DEVIATION;
    for (int tensor = 0; tensor < slices.size(); tensor++) {
      ParameterSlice slice = slices.get(tensor);
      boolean matrix = slice.rank() > 1;
      fill(
          slice,
          root.child(tensor),
          matrix ? deviation.applyAsDouble(slice.name()) : 0,
          parameters);
    }
    return parameters;
  }

  private static void fill(
      ParameterSlice slice, RandomKey key, double deviation, float[] parameters) {
    // Of the tensors with one axis only the normalizations' weights start at something but zero.
    float mean = slice.rank() == 1 && slice.name().endsWith(".weight") ? 1 : 0;
    for (int i = 0; i < slice.size(); i++) {
      parameters[slice.offset() + i] =
          deviation == 0 ? mean : (float) (deviation * key.gaussian(i));
    }
  }
}
