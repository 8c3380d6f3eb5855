package org.strideml.trainer.round;

import org.strideml.kernels.DeviceTraffic;
import org.strideml.quantization.Message;

/**
 * What a worker has at the end of a round.
 *
 * @param message encoded contribution; empty when the worker diverged
 * @param endState what the next round of this worker starts from
 * @param meanLoss over the round's steps; NaN or infinite when the worker diverged
 * @param squaredChange ‖θ_start − θ_end‖² of what is trained
 * @param rows processed
 * @param steps time of the local steps, data included
 * @param encodeNanos decoding the start and encoding the result
 * @param traffic with the device; in a replica's first round also of setting it up
 */
public record RoundOutcome(
    Message message,
    WorkerState endState,
    double meanLoss,
    double squaredChange,
    long rows,
    StepNanos steps,
    long encodeNanos,
    DeviceTraffic traffic) {
  /** Whether loss and parameters stayed finite. */
  public boolean finite() {
    return message.count() > 0;
  }
}
