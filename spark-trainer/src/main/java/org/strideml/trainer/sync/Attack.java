package org.strideml.trainer.sync;

import java.util.List;

/** What faulty workers say instead of their own change Δ; they know what the honest ones say. */
public enum Attack {
  /** −scale times what they would have said. */
  SIGN_FLIP {
    @Override
    public float[] say(float[] own, List<float[]> honest, double scale) {
      float[] said = new float[own.length];
      for (int i = 0; i < said.length; i++) {
        said[i] = (float) (-scale * own[i]);
      }
      return said;
    }
  },
  /** −scale times the honest mean: "fall of empires" (Xie et al., 2019). */
  EMPIRE {
    @Override
    public float[] say(float[] own, List<float[]> honest, double scale) {
      float[] said = new float[own.length];
      for (int i = 0; i < said.length; i++) {
        said[i] = (float) (-scale * moments(honest, i)[0]);
      }
      return said;
    }
  },
  /** The honest mean less scale deviations: "a little is enough" (Baruch et al., 2019). */
  LITTLE {
    @Override
    public float[] say(float[] own, List<float[]> honest, double scale) {
      float[] said = new float[own.length];
      for (int i = 0; i < said.length; i++) {
        double[] moments = moments(honest, i);
        said[i] = (float) (moments[0] - scale * moments[1]);
      }
      return said;
    }
  };

  /**
   * @param own what the worker has really computed
   * @param honest what the others say
   * @param scale strength
   */
  public abstract float[] say(float[] own, List<float[]> honest, double scale);

  /** Mean and deviation of a coordinate. */
  private static double[] moments(List<float[]> vectors, int index) {
    double mean = 0;
    for (float[] vector : vectors) {
      mean += vector[index] / (double) vectors.size();
    }
    double square = 0;
    for (float[] vector : vectors) {
      square += (vector[index] - mean) * (vector[index] - mean) / vectors.size();
    }
    return new double[] {mean, Math.sqrt(square)};
  }
}
