package org.strideml.kernels.examination;

import org.strideml.kernels.Operation;

/**
 * How a backend did in one exercise.
 *
 * @param group of the operation
 * @param operation as its interface calls it
 * @param outcome whether it agrees with the reference
 * @param deviation largest, as a share of the bound that holds for it; 0 when it was not done
 * @param nanos of the fastest run, launching and waiting included; 0 when it was not done
 * @param problem what happened, when it is wrong; else empty
 */
public record Mark(
    Operation group,
    String operation,
    Outcome outcome,
    double deviation,
    long nanos,
    String problem) {
  /** What came of an exercise. */
  public enum Outcome {
    /** Within the bounds of single precision. */
    RIGHT,
    /** Further away than rounding explains, or not done although the backend says it can. */
    WRONG,
    /** The backend says it lacks this group of operations. */
    ABSENT
  }
}
