package org.strideml.trainer.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The order, names and shapes of all parameters in one flat vector without gaps. */
public final class ParameterLayout implements Serializable {
  private static final long serialVersionUID = 1L;
  private final ArrayList<ParameterSlice> slices;
  private final int size;

  private ParameterLayout(List<ParameterSlice> slices, int size) {
    this.slices = new ArrayList<>(slices);
    this.size = size;
  }

  public static Builder builder() {
    return new Builder();
  }

  public List<ParameterSlice> slices() {
    return List.copyOf(slices);
  }

  /** Total number of parameters. */
  public int size() {
    return size;
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
    private final List<ParameterSlice> slices = new ArrayList<>();
    private int size;

    /** Appends a tensor; names must differ. */
    public Builder add(String name, int... shape) {
      return add(name, shape, false);
    }

    /** Appends a table of which a step changes few rows. */
    public Builder addTable(String name, int rows, int columns) {
      return add(name, new int[] {rows, columns}, true);
    }

    private Builder add(String name, int[] shape, boolean sparse) {
      if (slices.stream().anyMatch(slice -> slice.name().equals(name))) {
        throw new IllegalArgumentException("parameter " + name + " was added twice");
      }
      ParameterSlice slice = new ParameterSlice(name, size, shape, sparse);
      slices.add(slice);
      size = Math.addExact(size, slice.size());
      return this;
    }

    public ParameterLayout build() {
      return new ParameterLayout(slices, size);
    }
  }
}
