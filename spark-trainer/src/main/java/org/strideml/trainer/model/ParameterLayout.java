package org.strideml.trainer.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The order, names and shapes of all parameters in one flat vector without gaps. What no optimizer
 * moves, such as the running statistics of batch normalization, comes last.
 */
public final class ParameterLayout implements Serializable {
  private static final long serialVersionUID = 2L;
  private final ArrayList<ParameterSlice> slices;
  private final int trainableSize;
  private final int size;

  private ParameterLayout(List<ParameterSlice> slices, int trainableSize, int size) {
    this.slices = new ArrayList<>(slices);
    this.trainableSize = trainableSize;
    this.size = size;
  }

  public static Builder builder() {
    return new Builder();
  }

  public List<ParameterSlice> slices() {
    return List.copyOf(slices);
  }

  /** Total number of elements, statistics included. */
  public int size() {
    return size;
  }

  /** Elements that have a gradient: those from 0 up to here. The others are statistics. */
  public int trainableSize() {
    return trainableSize;
  }

  /**
   * The slice of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public ParameterSlice slice(String name) {
    return slices.stream()
        .filter(slice -> slice.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no parameter " + name + "; there are " + slices));
  }

  /** Collects slices front to back. */
  public static final class Builder {
    private final List<ParameterSlice> trainable = new ArrayList<>();
    private final List<ParameterSlice> statistics = new ArrayList<>();
    private int trainableSize;
    private int statisticsSize;

    /** Appends a tensor; names must differ. */
    public Builder add(String name, int... shape) {
      return add(name, shape, false);
    }

    /** Appends a table of which a step changes few rows. */
    public Builder addTable(String name, int rows, int columns) {
      return add(name, new int[] {rows, columns}, true);
    }

    private Builder add(String name, int[] shape, boolean sparse) {
      requireNew(name);
      ParameterSlice slice = new ParameterSlice(name, trainableSize, shape, sparse);
      trainable.add(slice);
      trainableSize = Math.addExact(trainableSize, slice.size());
      return this;
    }

    /**
     * Appends a tensor that a training pass moves by itself: it has no gradient, is averaged over
     * workers and travels in plain floats. Wherever it is named, it comes after all that is
     * trained.
     */
    public Builder addStatistics(String name, int... shape) {
      requireNew(name);
      ParameterSlice slice = new ParameterSlice(name, statisticsSize, shape);
      statistics.add(slice);
      statisticsSize = Math.addExact(statisticsSize, slice.size());
      return this;
    }

    private void requireNew(String name) {
      if (Stream.concat(trainable.stream(), statistics.stream())
          .anyMatch(slice -> slice.name().equals(name))) {
        throw new IllegalArgumentException("parameter " + name + " was added twice");
      }
    }

    public ParameterLayout build() {
      List<ParameterSlice> slices = new ArrayList<>(trainable);
      for (ParameterSlice slice : statistics) {
        int offset = Math.addExact(trainableSize, slice.offset());
        slices.add(new ParameterSlice(slice.name(), offset, slice.shape()));
      }
      return new ParameterLayout(
          slices, trainableSize, Math.addExact(trainableSize, statisticsSize));
    }
  }
}
