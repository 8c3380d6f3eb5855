package org.strideml.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.reference.ReferenceBackend;

/**
 * A backend under test beside the reference in double, with the same tensors on both.
 *
 * <p>Around every tensor lie guard elements; every second tensor starts off alignment. Outputs
 * begin as NaN, so what an operation fails to write shows.
 */
final class Fixture implements AutoCloseable {
  private static final int CAPACITY = 1 << 22;
  private static final int GUARD = 5;
  private static final float GUARD_VALUE = 12345.5f;

  private final Backend tested;
  private final ReferenceBackend reference = ReferenceBackend.inDouble();
  private final Place parameters;
  private final Place activations;
  private final List<Twin> made = new ArrayList<>();
  private final List<Tensor> guards = new ArrayList<>();
  private final List<IndicesTwin> indices = new ArrayList<>();
  private int indicesUsed;

  Fixture(Backend tested) {
    this.tested = tested;
    this.parameters = new Place("parameters");
    this.activations = new Place("activations");
    for (int i = 0; i < 64; i++) {
      indices.add(new IndicesTwin(tested.newIndices(1024), reference.newIndices(1024)));
    }
  }

  Backend tested() {
    return tested;
  }

  ReferenceBackend reference() {
    return reference;
  }

  /** Starts the next case: forgets the tensors of the one before. */
  void begin() {
    made.clear();
    guards.clear();
  }

  Twin parameter(Random random, double scale, int... shape) {
    return parameters.allocate(shape).with(normal(random, scale, Tensor.sizeOf(shape)));
  }

  Twin input(Random random, double scale, int... shape) {
    return activations.allocate(shape).with(normal(random, scale, Tensor.sizeOf(shape)));
  }

  Twin input(float[] values, int... shape) {
    return activations.allocate(shape).with(values);
  }

  Twin output(int... shape) {
    float[] unset = new float[Tensor.sizeOf(shape)];
    Arrays.fill(unset, Float.NaN);
    return activations.allocate(shape).with(unset);
  }

  IndicesTwin indices(int... numbers) {
    IndicesTwin twin = indices.get(indicesUsed++ % indices.size());
    twin.tested().write(numbers, 0, numbers.length);
    twin.reference().write(numbers, 0, numbers.length);
    return twin;
  }

  /** Compares one result, both sides having run. */
  void compare(String what, Twin twin, double tolerance) {
    Tolerance.check(
        what, twin.tested().toArray(), reference.toDoubles(twin.reference()), tolerance);
  }

  /** Compares sums over {@code terms}, where few sums may all have cancelled. */
  void compareSums(String what, Twin twin, Twin terms, double tolerance) {
    double[] expected = reference.toDoubles(twin.reference());
    double magnitude =
        Math.max(
            Tolerance.magnitude(expected),
            Tolerance.magnitude(reference.toDoubles(terms.reference())));
    Tolerance.check(what, twin.tested().toArray(), expected, tolerance, magnitude);
  }

  /** Compares sums of terms of the order of 1, which may cancel. */
  void compareSums(String what, Twin twin, double tolerance) {
    double[] expected = reference.toDoubles(twin.reference());
    double magnitude = Math.max(1, Tolerance.magnitude(expected));
    Tolerance.check(what, twin.tested().toArray(), expected, tolerance, magnitude);
  }

  /** Fails when a tensor other than {@code written} or a guard element has changed. */
  void checkUntouched(Twin... written) {
    List<Twin> changed = Arrays.asList(written);
    for (Twin twin : made) {
      if (!changed.contains(twin) && !Arrays.equals(twin.initial(), twin.tested().toArray())) {
        throw new AssertionError("an operation changed " + twin.tested());
      }
    }
    for (Tensor guard : guards) {
      for (float value : guard.toArray()) {
        if (value != GUARD_VALUE) {
          throw new AssertionError("an operation wrote outside of its outputs, at " + guard);
        }
      }
    }
  }

  @Override
  public void close() {
    tested.close();
    reference.close();
  }

  static float[] normal(Random random, double scale, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private final class Place {
    private final Arena testedArena;
    private final Arena referenceArena;
    private boolean shifted;

    Place(String name) {
      testedArena = tested.newArena(name, CAPACITY);
      referenceArena = reference.newArena(name, CAPACITY);
    }

    Twin allocate(int... shape) {
      shifted = !shifted;
      int before = shifted ? GUARD : 0;
      int size = Tensor.sizeOf(shape);
      Tensor whole = testedArena.allocate(before + size + GUARD);
      Tensor referenceWhole = referenceArena.allocate(before + size + GUARD);
      guard(whole.slice(0, before));
      guard(whole.slice(before + size, GUARD));
      Twin twin =
          new Twin(
              whole.slice(before, shape), referenceWhole.slice(before, shape), new float[size]);
      made.add(twin);
      return twin;
    }

    private void guard(Tensor tensor) {
      float[] values = new float[tensor.size()];
      Arrays.fill(values, GUARD_VALUE);
      tensor.write(values, 0);
      guards.add(tensor);
    }
  }

  /** One tensor on both backends and what it held at first. */
  record Twin(Tensor tested, Tensor reference, float[] initial) {
    Twin with(float[] values) {
      tested.write(values, 0);
      reference.write(values, 0);
      System.arraycopy(values, 0, initial, 0, values.length);
      return this;
    }

    static Tensor tested(Twin twin) {
      return twin == null ? null : twin.tested;
    }

    static Tensor reference(Twin twin) {
      return twin == null ? null : twin.reference;
    }
  }

  /** The same whole numbers on both backends. */
  record IndicesTwin(Indices tested, Indices reference) {}
}
