package org.strideml.trainer.listen;

import java.util.List;
import java.util.Map;
import org.strideml.kernels.DeviceTraffic;

/**
 * One round as measured.
 *
 * @param round counted from 1
 * @param step local steps per worker so far, this round included
 * @param samples rows all workers have processed so far
 * @param tokens tokens all workers have processed so far; 0 for models without tokens
 * @param epoch passes over the training rows so far
 * @param loss mean over the round's steps and workers, weighted by rows
 * @param learningRate of the round's last step
 * @param syncPeriod local steps of this round
 * @param bytesDown encoded bytes sent to all workers together, as the method needs them
 * @param bytesUp encoded bytes received from all workers together
 * @param bytesFp32 what the same exchange would have been in plain floats, both ways
 * @param computeSeconds longest of the workers' local steps
 * @param productSeconds of these, matrix products and convolutions; 0 where the backend does not
 *     measure them
 * @param stagingSeconds of these, bringing rows into batches and parameters in and out
 * @param encodeSeconds longest of the workers' encoding and decoding, plus the driver's
 * @param waitSeconds round time that is neither
 * @param roundSeconds whole round, broadcast to outer step
 * @param traffic of all workers together with their devices; that of a replica's first round
 *     includes setting it up
 * @param restores worker states loaded from a checkpoint because the cache had none
 * @param replays rounds of one worker computed again to bring such a state up to date
 * @param perWorker in worker order; of an asynchronous run in the order of arrival
 * @param figures what the mode of synchronization measures beside, by name
 */
public record RoundRecord(
    long round,
    long step,
    long samples,
    long tokens,
    double epoch,
    double loss,
    double learningRate,
    int syncPeriod,
    long bytesDown,
    long bytesUp,
    long bytesFp32,
    double computeSeconds,
    double productSeconds,
    double stagingSeconds,
    double encodeSeconds,
    double waitSeconds,
    double roundSeconds,
    DeviceTraffic traffic,
    int restores,
    int replays,
    List<WorkerRecord> perWorker,
    Map<String, Double> figures) {

  /** One worker's share of a round. */
  public record WorkerRecord(
      int worker, double loss, long rows, double computeSeconds, double encodeSeconds) {}
}
