package org.strideml.trainer.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything the driver needs to go on as if it had never stopped.
 *
 * @param parameters fp32 θ
 * @param vectors what else the driver carries from round to round, by name, such as {@code
 *     outer.momentum}
 * @param best θ at the lowest evaluation loss; empty while there is none
 * @param files what else a mode needs to go on, as bytes by file name; see there for formats
 * @param progress counters
 */
public record DriverState(
    float[] parameters,
    Map<String, float[]> vectors,
    float[] best,
    Map<String, byte[]> files,
    Progress progress) {

  /** A state without further files. */
  public DriverState(
      float[] parameters, Map<String, float[]> vectors, float[] best, Progress progress) {
    this(parameters, vectors, best, Map.of(), progress);
  }

  /**
   * The state before the first round, all vectors zero.
   *
   * @param sizes lengths of the vectors by name
   */
  public static DriverState initial(float[] parameters, Map<String, Integer> sizes) {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    sizes.forEach((name, size) -> vectors.put(name, new float[size]));
    return new DriverState(parameters, vectors, new float[0], Progress.none());
  }

  /**
   * Counters of a run. All count from the run's first start, whatever restarts lie between.
   *
   * @param round rounds done
   * @param step local steps per worker done
   * @param samples rows processed by all workers
   * @param bytesDown encoded bytes sent
   * @param bytesUp encoded bytes received
   * @param restores worker states loaded because a cache had none
   * @param replays rounds of one worker computed again
   * @param bestLoss lowest evaluation loss; infinite while there is none
   * @param bestRound where it was; -1 while there is none
   * @param sinceBest evaluations since
   * @param trainLoss of the last round
   * @param evalLoss of the last evaluation; NaN while there is none
   * @param seconds spent training
   * @param computeSeconds of these, in the local steps of each round's slowest worker
   */
  public record Progress(
      long round,
      long step,
      long samples,
      long bytesDown,
      long bytesUp,
      long restores,
      long replays,
      double bestLoss,
      long bestRound,
      int sinceBest,
      double trainLoss,
      double evalLoss,
      double seconds,
      double computeSeconds) {

    public static Progress none() {
      double nan = Double.NaN;
      return new Progress(0, 0, 0, 0, 0, 0, 0, Double.POSITIVE_INFINITY, -1, 0, nan, nan, 0, 0);
    }

    /**
     * After one more round.
     *
     * @param stepsDone local steps per worker, that round included
     */
    public Progress afterRound(
        long stepsDone,
        long rows,
        long down,
        long up,
        int restored,
        int replayed,
        double loss,
        double duration,
        double computing) {
      return new Progress(
          round + 1,
          stepsDone,
          samples + rows,
          bytesDown + down,
          bytesUp + up,
          restores + restored,
          replays + replayed,
          bestLoss,
          bestRound,
          sinceBest,
          loss,
          evalLoss,
          seconds + duration,
          computeSeconds + computing);
    }

    /** After one more evaluation. */
    public Progress evaluated(double loss, boolean best) {
      return new Progress(
          round,
          step,
          samples,
          bytesDown,
          bytesUp,
          restores,
          replays,
          best ? loss : bestLoss,
          best ? round : bestRound,
          best ? 0 : sinceBest + 1,
          trainLoss,
          loss,
          seconds,
          computeSeconds);
    }
  }
}
