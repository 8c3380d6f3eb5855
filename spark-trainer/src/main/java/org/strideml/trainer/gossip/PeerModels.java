package org.strideml.trainer.gossip;

/** The models of all workers, seen from above: their mean, and how far they are apart. */
public final class PeerModels {
  private PeerModels() {}

  /** Mean of all models, in double, worker by worker. */
  public static float[] mean(float[][] models) {
    float[] mean = new float[models[0].length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] model : models) {
        sum += model[i];
      }
      mean[i] = (float) (sum / models.length);
    }
    return mean;
  }

  /** Root of the mean of ‖x_j − x̄‖². */
  public static double consensusDistance(float[][] models) {
    double squares = 0;
    for (int i = 0; i < models[0].length; i++) {
      double sum = 0;
      for (float[] model : models) {
        sum += model[i];
      }
      double mean = sum / models.length;
      for (float[] model : models) {
        squares += (model[i] - mean) * (model[i] - mean);
      }
    }
    return Math.sqrt(squares / models.length);
  }
}
