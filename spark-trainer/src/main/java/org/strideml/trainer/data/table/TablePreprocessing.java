package org.strideml.trainer.data.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import org.strideml.trainer.data.Preprocessing;

/**
 * What was learned of a table's columns. A row of a batch has, in this order, the numeric columns,
 * the words of text columns, and one-hot categories as features; or, with {@code embedding}, a code
 * per categorical column as ids.
 *
 * @param numeric columns that become one or two features each
 * @param text columns that become bags of words
 * @param categorical columns that become codes
 * @param embedding whether the model looks codes up in tables; else a category is a feature that is
 *     0 or 1, and the unknown category all zeros
 * @param target what is predicted
 */
public record TablePreprocessing(
    List<NumericColumn> numeric,
    List<TextColumn> text,
    List<CategoricalColumn> categorical,
    boolean embedding,
    Target target)
    implements Preprocessing {
  /** Names this kind in JSON. */
  public static final String TYPE = "table";

  private static final int MAX_WIDTH = 1 << 20;

  public TablePreprocessing {
    numeric = List.copyOf(numeric);
    text = List.copyOf(text);
    categorical = List.copyOf(categorical);
    Objects.requireNonNull(target, "target");
    if (numeric.isEmpty() && text.isEmpty() && categorical.isEmpty()) {
      throw new IllegalArgumentException("a table must have at least one column to learn from");
    }
    long width = denseWidth(numeric, text) + (embedding ? 0 : oneHotWidth(categorical));
    if (width > MAX_WIDTH) {
      throw new IllegalArgumentException(
          "a row may have at most %d features, got %d".formatted(MAX_WIDTH, width));
    }
  }

  private static long denseWidth(List<NumericColumn> numeric, List<TextColumn> text) {
    return numeric.stream().mapToLong(NumericColumn::width).sum()
        + text.stream().mapToLong(TextColumn::width).sum();
  }

  private static long oneHotWidth(List<CategoricalColumn> categorical) {
    return categorical.stream().mapToLong(column -> column.codes() - 1).sum();
  }

  /** Features of numeric and text columns. */
  int dense() {
    return (int) denseWidth(numeric, text);
  }

  /** Floats a model computes with. */
  public int features() {
    return (int) (dense() + (embedding ? 0 : oneHotWidth(categorical)));
  }

  /** Codes per categorical column that a model looks up; empty when it looks none up. */
  public List<Integer> codes() {
    return embedding ? categorical.stream().map(CategoricalColumn::codes).toList() : List.of();
  }

  /**
   * How rows are packed.
   *
   * @param weighted whether rows bring a weight
   */
  public TableFormat format(boolean weighted) {
    return new TableFormat(
        dense(),
        categorical.stream().map(CategoricalColumn::codes).toList(),
        embedding,
        target instanceof Target.Classes,
        target.values(),
        weighted);
  }

  @Override
  public double[] targetUnits() {
    return target instanceof Target.Numbers numbers
        ? numbers.scale().stream().mapToDouble(Double::doubleValue).toArray()
        : new double[0];
  }

  @Override
  public ObjectNode toJson() {
    return TableJson.write(this);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws org.strideml.trainer.data.DataException when a field is missing or of a wrong kind
   * @throws IllegalArgumentException when values do not fit together
   */
  public static TablePreprocessing fromJson(JsonNode json) {
    return TableJson.read(json);
  }
}
