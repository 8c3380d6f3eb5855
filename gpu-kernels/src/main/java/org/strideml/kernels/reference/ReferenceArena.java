package org.strideml.kernels.reference;

import org.strideml.kernels.Arena;

/** Memory of the reference backend; the one place that knows its precision. */
abstract class ReferenceArena extends Arena {
  ReferenceArena(String name, int capacity) {
    super(name, capacity);
  }

  abstract double get(int index);

  abstract void set(int index, double value);

  /** Marks the contents as changed by someone other than an operation. */
  final void changed() {
    touch();
  }

  @Override
  protected final void writeK(int offset, float[] source, int sourceOffset, int length) {
    for (int i = 0; i < length; i++) {
      set(offset + i, source[sourceOffset + i]);
    }
  }

  @Override
  protected final void readK(int offset, float[] target, int targetOffset, int length) {
    for (int i = 0; i < length; i++) {
      target[targetOffset + i] = (float) get(offset + i);
    }
  }

  /** Elements are rounded to single precision when stored. */
  static final class InFloat extends ReferenceArena {
    private final float[] elements;

    InFloat(String name, int capacity) {
      super(name, capacity);
      elements = new float[capacity];
    }

    @Override
    double get(int index) {
      return elements[index];
    }

    @Override
    void set(int index, double value) {
      elements[index] = (float) value;
    }
  }

  /** Elements keep double precision, which finite differences need. */
  static final class InDouble extends ReferenceArena {
    private final double[] elements;

    InDouble(String name, int capacity) {
      super(name, capacity);
      elements = new double[capacity];
    }

    @Override
    double get(int index) {
      return elements[index];
    }

    @Override
    void set(int index, double value) {
      elements[index] = value;
    }
  }
}
