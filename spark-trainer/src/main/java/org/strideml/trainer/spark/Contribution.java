package org.strideml.trainer.spark;

import java.io.Serializable;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.quantization.Message;
import org.strideml.trainer.ComputedOn;
import org.strideml.trainer.round.StepNanos;

/** A task's result: one worker's encoded message and what the round cost it. Written by Kryo. */
public final class Contribution implements Serializable {
  private static final long serialVersionUID = 1L;
  private final int worker;
  private final Message message;
  private final double meanLoss;
  private final double squaredChange;
  private final long rows;
  private final long computeNanos;
  private final long productNanos;
  private final long stagingNanos;
  private final long encodeNanos;
  private final long deviceBytesUp;
  private final long deviceBytesDown;
  private final long deviceLaunches;
  private final int recomputed;
  private final int restores;
  private final int replays;
  private final String backend;
  private final String device;
  private final String instructionSet;
  private final String backendReason;

  Contribution(
      int worker,
      Message message,
      double meanLoss,
      double squaredChange,
      long rows,
      StepNanos steps,
      long encodeNanos,
      DeviceTraffic traffic,
      int recomputed,
      int restores,
      int replays,
      ComputedOn on) {
    this.worker = worker;
    this.message = message;
    this.meanLoss = meanLoss;
    this.squaredChange = squaredChange;
    this.rows = rows;
    this.computeNanos = steps.total();
    this.productNanos = steps.products();
    this.stagingNanos = steps.staging();
    this.encodeNanos = encodeNanos;
    this.deviceBytesUp = traffic.bytesUp();
    this.deviceBytesDown = traffic.bytesDown();
    this.deviceLaunches = traffic.launches();
    this.recomputed = recomputed;
    this.restores = restores;
    this.replays = replays;
    this.backend = on.backend();
    this.device = on.device();
    this.instructionSet = on.instructionSet();
    this.backendReason = on.reason();
  }

  public int worker() {
    return worker;
  }

  /** Encoded θ_end or Δ; empty when the worker's loss or parameters were not finite. */
  public Message message() {
    return message;
  }

  public double meanLoss() {
    return meanLoss;
  }

  /** ‖Δ‖² of what is trained. */
  public double squaredChange() {
    return squaredChange;
  }

  public long rows() {
    return rows;
  }

  /** Where the time of the local steps went. */
  public StepNanos steps() {
    return new StepNanos(computeNanos, productNanos, stagingNanos);
  }

  public long encodeNanos() {
    return encodeNanos;
  }

  /** What the round's steps exchanged with the device. */
  public DeviceTraffic traffic() {
    return new DeviceTraffic(deviceBytesUp, deviceBytesDown, deviceLaunches);
  }

  /** 1 when the round was computed a second time because the device had lost its contents. */
  public int recomputed() {
    return recomputed;
  }

  /** 1 when the worker's state had to be loaded because this executor did not have it. */
  public int restores() {
    return restores;
  }

  /** Rounds computed again to bring that state up to date. */
  public int replays() {
    return replays;
  }

  public ComputedOn computedOn() {
    return new ComputedOn(backend, device, instructionSet, backendReason);
  }

  /** The same without the message, while that waits elsewhere. */
  Contribution withoutMessage() {
    return withMessage(Message.of());
  }

  Contribution withMessage(Message newMessage) {
    return new Contribution(
        worker,
        newMessage,
        meanLoss,
        squaredChange,
        rows,
        steps(),
        encodeNanos,
        traffic(),
        recomputed,
        restores,
        replays,
        computedOn());
  }
}
