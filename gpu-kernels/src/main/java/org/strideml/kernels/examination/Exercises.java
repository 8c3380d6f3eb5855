package org.strideml.kernels.examination;

import java.util.List;
import java.util.stream.Stream;

/** An exercise for every operation of {@link org.strideml.kernels.Backend} and its groups. */
final class Exercises {
  private Exercises() {}

  static List<Exercise> all() {
    return Stream.of(
            ElementExercises.all(),
            DenseExercises.all(),
            SequenceExercises.all(),
            AttentionExercises.all(),
            ImageExercises.all(),
            SparseExercises.all())
        .flatMap(List::stream)
        .toList();
  }
}
