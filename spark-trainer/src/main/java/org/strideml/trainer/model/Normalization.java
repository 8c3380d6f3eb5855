package org.strideml.trainer.model;

import java.io.Serializable;
import java.util.Objects;

/**
 * What follows a convolution, before ReLU.
 *
 * @param type how activations are normalized
 * @param groups of channels for {@link Type#GROUP}; 0 for the others
 */
public record Normalization(Type type, int groups) implements Serializable {
  /** PyTorch's default. */
  public static final float EPSILON = 1e-5f;

  /** Kinds of normalization. */
  public enum Type {
    /** A bias instead. */
    NONE,
    /** Over groups of channels of one image: the same in training and evaluation. */
    GROUP,
    /** Over the batch; running statistics are averaged over workers. */
    BATCH
  }

  public Normalization {
    Objects.requireNonNull(type, "type");
    if (type == Type.GROUP ? groups < 1 : groups != 0) {
      throw new IllegalArgumentException(
          "groups must be >= 1 for group normalization and 0 else, got " + groups + " for " + type);
    }
  }

  public static Normalization none() {
    return new Normalization(Type.NONE, 0);
  }

  public static Normalization group(int groups) {
    return new Normalization(Type.GROUP, groups);
  }

  public static Normalization batch() {
    return new Normalization(Type.BATCH, 0);
  }

  /**
   * @throws IllegalArgumentException when that many channels cannot be grouped
   */
  void requireFits(int channels) {
    if (type == Type.GROUP && channels % groups != 0) {
      throw new IllegalArgumentException(
          "groups must divide the channels of every convolution, got %d and %d"
              .formatted(groups, channels));
    }
  }

  /** Adds the parameters {@code name.weight}, {@code name.bias} and running statistics. */
  void addTo(ParameterLayout.Builder builder, String name, int channels) {
    if (type != Type.NONE) {
      builder.add(name + ".weight", channels).add(name + ".bias", channels);
    }
    if (type == Type.BATCH) {
      builder
          .addStatistics(name + ".running_mean", channels)
          .addStatistics(name + ".running_var", channels);
    }
  }
}
