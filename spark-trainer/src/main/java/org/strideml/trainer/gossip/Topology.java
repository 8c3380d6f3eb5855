package org.strideml.trainer.gossip;

/**
 * Who is whose neighbour. Each has a mixing matrix W that is symmetric or circulant, so doubly
 * stochastic: mixing keeps the mean of all models. The smaller W's second eigenvalue by size, λ,
 * the sooner models agree; disagreement shrinks by λ or more at each mixing.
 */
public enum Topology {
  /** The workers before and after: λ = (1 + 2 cos(2π/n)) / 3. */
  RING {
    @Override
    int[] offsets(int workers) {
      return new int[] {0, 1, -1};
    }
  },
  /** Those 1, 2, 4, 8, … places on; λ = (m − 1)/(m + 1) for n = 2^m workers. */
  EXPONENTIAL {
    @Override
    int[] offsets(int workers) {
      int count = 1;
      while (1 << (count - 1) < workers) {
        count++;
      }
      int[] offsets = new int[count];
      for (int i = 1; i < count; i++) {
        offsets[i] = 1 << (i - 1);
      }
      return offsets;
    }
  },
  /** All of them; λ = 0. */
  COMPLETE {
    @Override
    int[] offsets(int workers) {
      int[] offsets = new int[workers];
      for (int i = 0; i < workers; i++) {
        offsets[i] = i;
      }
      return offsets;
    }
  };

  /** Places, from a worker's own, of what it takes the mean of; several may be the same worker. */
  abstract int[] offsets(int workers);

  /** W, n × n: row i says what worker i's next model is made of. */
  public double[][] matrix(int workers) {
    int[] offsets = offsets(workers);
    double[][] matrix = new double[workers][workers];
    for (int worker = 0; worker < workers; worker++) {
      for (int offset : offsets) {
        matrix[worker][Math.floorMod(worker + offset, workers)] += 1.0 / offsets.length;
      }
    }
    return matrix;
  }

  /** Models that a worker is sent at each mixing. */
  public int neighbours(int workers) {
    int count = 0;
    for (double weight : matrix(workers)[0]) {
      count += weight > 0 ? 1 : 0;
    }
    return count - 1;
  }
}
