package org.strideml.trainer.data.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the cells of a row into the bytes of {@link TableFormat}. Not thread-safe. */
public final class RowEncoder {
  private final TablePreprocessing table;
  private final RowWeights weights;
  private final boolean labelled;
  private final TableFormat format;
  private final ParsedRow row;
  private final List<Map<String, Integer>> codes = new ArrayList<>();
  private final List<WordBag> bags = new ArrayList<>();
  private final Map<String, Integer> classes = new HashMap<>();
  private int label;

  /**
   * @param labelled whether rows have labels; else they are only to be scored
   * @param weights of training rows; NONE for others
   */
  public RowEncoder(TablePreprocessing table, boolean labelled, RowWeights weights) {
    this.table = table;
    this.labelled = labelled;
    this.weights = weights;
    this.format = table.format(!weights.isNone());
    boolean missingNumbers = table.numeric().stream().noneMatch(c -> Double.isNaN(c.fill()));
    this.row = new ParsedRow(ColumnRoles.of(table, labelled, weights.column()), missingNumbers);
    for (CategoricalColumn column : table.categorical()) {
      codes.add(places(column.values(), 1));
    }
    table.text().forEach(column -> bags.add(new WordBag(column)));
    if (table.target() instanceof Target.Classes target) {
      classes.putAll(places(target.names(), 0));
    }
  }

  private static Map<String, Integer> places(List<String> names, int first) {
    Map<String, Integer> places = new HashMap<>();
    for (String name : names) {
      places.put(name, first + places.size());
    }
    return places;
  }

  /**
   * Packs one row.
   *
   * @param cells in the order of {@link ColumnRoles#columns}
   * @param bytes of the format's size; undefined after an exception
   * @throws BadRowException when a cell is not what it must be, or the class was not seen in
   *     training
   */
  public void encode(Cells cells, byte[] bytes) throws BadRowException {
    row.read(cells);
    label = labelled && !classes.isEmpty() ? classOf() : 0;
    int at = 0;
    for (int i = 0; i < row.numeric.length; i++) {
      NumericColumn column = table.numeric().get(i);
      boolean missing = Double.isNaN(row.numeric[i]);
      double number = missing ? column.fill() : row.numeric[i];
      format.putFeature(bytes, at++, (float) ((number - column.shift()) * column.scale()));
      if (column.indicator()) {
        format.putFeature(bytes, at++, missing ? 1 : 0);
      }
    }
    for (int i = 0; i < bags.size(); i++) {
      for (float share : bags.get(i).of(row.text[i])) {
        format.putFeature(bytes, at++, share);
      }
    }
    for (int i = 0; i < codes.size(); i++) {
      String name = row.categorical[i];
      int missing = table.categorical().get(i).missingCode();
      format.putCode(
          bytes,
          i,
          name == null ? missing : codes.get(i).getOrDefault(name, CategoricalColumn.UNKNOWN));
    }
    if (labelled) {
      values(bytes);
    }
    if (!weights.isNone()) {
      format.putWeight(bytes, (float) weights.of(row.weight, label));
    }
  }

  private int classOf() throws BadRowException {
    Integer place = classes.get(row.className);
    if (place == null) {
      throw new BadRowException(
          table.target().columns().get(0),
          "one of the %d classes seen in training".formatted(classes.size()),
          "'" + row.className + "'");
    }
    return place;
  }

  private void values(byte[] bytes) {
    for (int i = 0; i < row.values.length; i++) {
      double value = row.values[i];
      if (table.target() instanceof Target.Numbers numbers) {
        value = (value - numbers.shift().get(i)) / numbers.scale().get(i);
      }
      format.putValue(bytes, i, (float) value);
    }
  }

  /** The class of the row packed last; 0 where there are none. */
  public int label() {
    return label;
  }
}
