package org.strideml.trainer.gossip;

import java.util.stream.IntStream;

/**
 * Decentralized SGD over a fixed graph. With y_i = x_i + what worker i's local steps have changed
 * and mixing matrix W:
 *
 * <pre>
 * AFTER:   x_i ← Σ_j W^Q_ij y_j                 (D-SGD in most papers, DFedAvg, DFedSAM-MGS)
 * DURING:  x_i ← Σ_j W^Q_ij x_j + (y_i − x_i)   (the order of Zhu et al., 2023: what is sent is ready
 *                                                before the steps begin)
 * </pre>
 *
 * <p>Q mixings in a row (multiple gossip steps) are computed as W^Q at once and counted as Q
 * exchanges. Sums are in double, worker by worker, so a round's result depends on nothing else.
 *
 * <p>Where messages are quantized, ŷ_j is what others have heard of y_j, and a worker knows what
 * they have heard of itself:
 *
 * <pre>
 * AFTER:   x_i ← y_i + γ·Σ_j W_ij (ŷ_j − ŷ_i)
 * </pre>
 *
 * <p>(CHOCO-SGD, Koloskova et al., 2019.) What is lost in a message moves the models of both its
 * ends by the same amount in opposite directions, so their mean stays what it is; γ below 1 keeps
 * coarse codecs from pulling models apart.
 *
 * @param topology who is whose neighbour
 * @param order when models are mixed
 * @param mixings Q, at least 1; 1 when messages lose something or γ is not 1
 * @param step γ in (0, 1]
 */
public record Gossip(Topology topology, Order order, int mixings, double step)
    implements PeerExchange {
  /** When models are mixed. */
  public enum Order {
    /** Those that the local steps end with. */
    AFTER,
    /** Those that the local steps begin with. */
    DURING
  }

  public Gossip {
    if (mixings < 1 || !(step > 0 && step <= 1)) {
      throw new IllegalArgumentException(
          "mixings must be >= 1 and step in (0, 1], got %d and %s".formatted(mixings, step));
    }
  }

  /** With γ = 1. */
  public Gossip(Topology topology, Order order, int mixings) {
    this(topology, order, mixings, 1);
  }

  @Override
  public String type() {
    return "gossip";
  }

  @Override
  public int[] participants(long round, int workers, long seed) {
    return all(workers);
  }

  static int[] all(int workers) {
    return IntStream.range(0, workers).toArray();
  }

  @Override
  public float[][] mix(long round, float[][] starts, float[][] ends, float[][] heard, long seed) {
    double[][] weights = weights(starts.length);
    if (heard != ends || step != 1) {
      return pulled(weights, ends, heard);
    }
    float[][] sources = order == Order.AFTER ? ends : starts;
    float[][] mixed = new float[starts.length][];
    for (int worker = 0; worker < starts.length; worker++) {
      double[] sum = new double[starts[worker].length];
      for (int other = 0; other < starts.length; other++) {
        add(weights[worker][other], sources[other], sum);
      }
      if (order == Order.DURING) {
        add(1, ends[worker], sum);
        add(-1, starts[worker], sum);
      }
      mixed[worker] = rounded(sum);
    }
    return mixed;
  }

  private float[][] pulled(double[][] weights, float[][] ends, float[][] heard) {
    if (order != Order.AFTER || mixings != 1) {
      throw new IllegalArgumentException(
          "messages that lose something, or a step below 1, need one mixing after the local steps, got %d %s"
              .formatted(mixings, order));
    }
    float[][] mixed = new float[ends.length][];
    for (int worker = 0; worker < ends.length; worker++) {
      double[] sum = new double[ends[worker].length];
      add(1, ends[worker], sum);
      for (int other = 0; other < ends.length; other++) {
        add(step * weights[worker][other], heard[other], sum);
        add(-step * weights[worker][other], heard[worker], sum);
      }
      mixed[worker] = rounded(sum);
    }
    return mixed;
  }

  /** W^Q for so many workers. */
  double[][] weights(int workers) {
    double[][] matrix = topology.matrix(workers);
    double[][] power = matrix;
    for (int i = 1; i < mixings; i++) {
      power = product(power, matrix);
    }
    return power;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < a.length; k++) {
        for (int j = 0; a[i][k] != 0 && j < a.length; j++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }

  private static void add(double weight, float[] values, double[] sum) {
    for (int i = 0; weight != 0 && i < sum.length; i++) {
      sum[i] += weight * values[i];
    }
  }

  private static float[] rounded(double[] sum) {
    float[] values = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      values[i] = (float) sum[i];
    }
    return values;
  }

  @Override
  public long messages(long round, int workers) {
    return (long) mixings * workers * topology.neighbours(workers);
  }
}
