package org.strideml.trainer.data.table;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/** What is predicted of a row. */
public sealed interface Target extends Serializable {
  /** Columns it is read from. */
  List<String> columns();

  /** Numbers per row that it puts into {@code Batch.values()}. */
  int values();

  /**
   * One of several classes; goes into {@code Batch.targets()}.
   *
   * @param names sorted, as numbers when all are; a class is a place here
   */
  record Classes(String column, List<String> names) implements Target {
    public Classes {
      names = List.copyOf(names);
      if (names.size() < 2 || new HashSet<>(names).size() != names.size()) {
        throw new IllegalArgumentException(
            "column %s must have at least two different classes, got %s".formatted(column, names));
      }
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public int values() {
      return 0;
    }
  }

  /**
   * Numbers; y is learned as {@code (y − shift) / scale}.
   *
   * @param shift per column
   * @param scale per column, above 0
   */
  record Numbers(List<String> columns, List<Double> shift, List<Double> scale) implements Target {
    public Numbers {
      columns = List.copyOf(columns);
      shift = List.copyOf(shift);
      scale = List.copyOf(scale);
      if (columns.isEmpty() || shift.size() != columns.size() || scale.size() != columns.size()) {
        throw new IllegalArgumentException(
            "each of the columns %s must have a shift and a scale".formatted(columns));
      }
      if (!shift.stream().allMatch(Double::isFinite)
          || !scale.stream().allMatch(factor -> factor > 0 && factor <= Cells.LARGEST)) {
        throw new IllegalArgumentException(
            "shift must be finite and scale above 0, got %s and %s".formatted(shift, scale));
      }
    }

    @Override
    public int values() {
      return columns.size();
    }
  }

  /** Several labels that hold or do not, each a 0 or 1. */
  record Labels(List<String> columns) implements Target {
    public Labels {
      columns = List.copyOf(columns);
      if (columns.isEmpty()) {
        throw new IllegalArgumentException("there must be at least one label column");
      }
    }

    @Override
    public int values() {
      return columns.size();
    }
  }
}
