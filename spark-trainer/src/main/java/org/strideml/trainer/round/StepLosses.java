package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;

/**
 * The losses of a round's steps, which stay on the device while steps run and are summed in step
 * order. A round may have any number of steps.
 */
final class StepLosses {
  private static final int SLOTS = 64;

  private final Tensor slots;
  private final List<Tensor> slot = new ArrayList<>();
  private int used;
  private long count;
  private double sum;

  StepLosses(Backend backend) {
    slots = backend.newArena("losses", Arena.capacityFor(SLOTS)).allocate(SLOTS);
    for (int i = 0; i < SLOTS; i++) {
      slot.add(slots.slice(i, 1));
    }
  }

  /** Where the next step leaves its loss. */
  Tensor next() {
    if (used == SLOTS) {
      fetch();
    }
    count++;
    return slot.get(used++);
  }

  /** Mean of the steps since the last call. */
  double mean() {
    fetch();
    double mean = sum / count;
    sum = 0;
    count = 0;
    return mean;
  }

  private void fetch() {
    float[] values = new float[used];
    slots.slice(0, used).read(values, 0);
    for (float value : values) {
      sum += value;
    }
    used = 0;
  }
}
