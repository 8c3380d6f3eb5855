package org.strideml.trainer.data;

import java.util.Optional;
import java.util.OptionalInt;
import org.strideml.trainer.model.Head.Task;

/**
 * How libsvm files are to be read.
 *
 * @param task what labels are; empty: binary, which two labels must bear out
 * @param features number of features; empty: as many as the training files name
 * @param firstIndex 0 or 1, what the first feature is called; empty: 0 when the training files have
 *     an index 0, else 1
 * @param drops whether lines that cannot be used, and features beyond {@code features}, are left
 *     out and counted rather than refused
 */
public record LibsvmSettings(
    Optional<Task> task, OptionalInt features, OptionalInt firstIndex, boolean drops) {
  public LibsvmSettings {
    if (task.isPresent() && task.get() == Task.MULTILABEL) {
      throw new IllegalArgumentException(
          "libsvm rows have one label: the task must be binary, multiclass or regression");
    }
    if (features.isPresent() && features.getAsInt() < 1) {
      throw new IllegalArgumentException("features must be >= 1, got " + features.getAsInt());
    }
    if (firstIndex.isPresent() && (firstIndex.getAsInt() & ~1) != 0) {
      throw new IllegalArgumentException(
          "the first index must be 0 or 1, got " + firstIndex.getAsInt());
    }
  }
}
