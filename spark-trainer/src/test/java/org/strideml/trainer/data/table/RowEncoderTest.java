package org.strideml.trainer.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.BatchShape;

class RowEncoderTest {
  private static final List<NumericColumn> AGE =
      List.of(new NumericColumn("age", 40, 0.1, 38, true));
  private static final List<CategoricalColumn> CITY =
      List.of(new CategoricalColumn("city", List.of("Oslo", "Rome"), true));
  private static final Target KIND = new Target.Classes("kind", List.of("a", "b"));

  private static Cells cells(Object... values) {
    Cells cells = new Cells(Set.of("", "?"));
    cells.set(values);
    return cells;
  }

  /** The second of two rows of a batch, after going through bytes at an odd offset. */
  private static Batch row(TablePreprocessing table, RowWeights weights, Object... values)
      throws BadRowException {
    RowEncoder encoder = new RowEncoder(table, true, weights);
    TableFormat format = table.format(!weights.isNone());
    byte[] bytes = new byte[format.recordBytes()];
    encoder.encode(cells(values), bytes);
    byte[] block = new byte[bytes.length + 3];
    System.arraycopy(bytes, 0, block, 3, bytes.length);
    int classes = table.target() instanceof Target.Classes ? 1 : 0;
    Batch batch =
        new Batch(
            new BatchShape(
                table.features(), table.codes().size(), classes, table.target().values()),
            2);
    java.util.Arrays.fill(batch.features(), 9);
    format.decode(block, 3, encoder.label(), batch, 1, null);
    return batch;
  }

  private static float[] second(float[] values) {
    return java.util.Arrays.copyOfRange(values, values.length / 2, values.length);
  }

  private static TablePreprocessing table(Target target) {
    return new TablePreprocessing(AGE, List.of(), CITY, false, target);
  }

  @Test
  void scalesFillsAndSpreads() throws BadRowException {
    RowWeights none = RowWeights.NONE;
    // age, whether it is missing, Oslo, Rome, missing
    Batch known = row(table(KIND), none, "45", "Rome", "b");
    assertThat(second(known.features())).containsExactly(0.5f, 0, 0, 1, 0);
    assertThat(known.targets()[1]).isEqualTo(1);
    assertThat(known.weights()[1]).isEqualTo(1);
    assertThat(second(row(table(KIND), none, null, "?", "a").features()))
        .containsExactly(-0.2f, 1, 0, 0, 1);
    assertThat(second(row(table(KIND), none, 40.0, "Paris", "a").features()))
        .containsExactly(0, 0, 0, 0, 0);
  }

  @Test
  void codesAreLookedUpWhereAModelDoesSo() throws BadRowException {
    TablePreprocessing table = new TablePreprocessing(AGE, List.of(), CITY, true, KIND);
    assertThat(table.features()).isEqualTo(2);
    assertThat(table.codes()).containsExactly(4);
    assertThat(row(table, RowWeights.NONE, "40", "Rome", "a").ids()[1]).isEqualTo(2);
    assertThat(row(table, RowWeights.NONE, "40", "", "a").ids()[1]).isEqualTo(3);
    assertThat(row(table, RowWeights.NONE, "40", "Bonn", "a").ids()[1]).isZero();
  }

  @ParameterizedTest
  @CsvSource({"254", "255", "256", "65534", "65535", "65536"})
  void codesOfAnyWidthReadBack(int values) throws BadRowException {
    List<String> names =
        java.util.stream.IntStream.range(0, values).mapToObj(i -> "v" + i).toList();
    TablePreprocessing table =
        new TablePreprocessing(
            List.of(), List.of(), List.of(new CategoricalColumn("c", names, false)), true, KIND);
    assertThat(row(table, RowWeights.NONE, "v" + (values - 1), "a").ids()[1]).isEqualTo(values);
  }

  @Test
  void numbersAreLearnedScaledAndLabelsAreFlags() throws BadRowException {
    Target price = new Target.Numbers(List.of("price"), List.of(100.0), List.of(20.0));
    assertThat(row(table(price), RowWeights.NONE, 1, "Oslo", "130").values()[1]).isEqualTo(1.5f);
    assertThat(table(price).targetUnits()).containsExactly(20);
    Target flags = new Target.Labels(List.of("x", "y"));
    assertThat(second(row(table(flags), RowWeights.NONE, 1, "Oslo", "0", "true").values()))
        .containsExactly(0, 1);
  }

  @Test
  void weightsAreOwnTimesClassTimesScale() throws BadRowException {
    RowWeights weights = new RowWeights("w", List.of(1.0, 3.0), 0.5);
    assertThat(row(table(KIND), weights, 1, "Oslo", "b", "4").weights()[1]).isEqualTo(6);
  }

  @Test
  void proseBecomesABagOfWords() throws BadRowException {
    TextColumn words = new TextColumn("note", List.of("red", "blue"), List.of(1.0, 2.0));
    TablePreprocessing table =
        new TablePreprocessing(List.of(), List.of(words), List.of(), false, KIND);
    float[] bag = second(row(table, RowWeights.NONE, "Red, RED! blue-ish", "a").features());
    assertThat(bag[0]).isCloseTo((float) (2 / Math.sqrt(8)), within(1e-6f));
    assertThat(bag[1]).isCloseTo((float) (2 / Math.sqrt(8)), within(1e-6f));
    assertThat(second(row(table, RowWeights.NONE, "", "a").features())).containsExactly(0, 0);
    TextColumn hashed = new TextColumn("note", List.of(), List.of(1.0, 1.0, 1.0, 1.0));
    TablePreprocessing places =
        new TablePreprocessing(List.of(), List.of(hashed), List.of(), false, KIND);
    assertThat(second(row(places, RowWeights.NONE, "red", "a").features())[Words.place("red", 4)])
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "4x, Oslo, a, age: expected a number",
    "NaN, Oslo, a, age: expected a finite number",
    "-Infinity, Oslo, a, age: expected a finite number",
    "1e151, Oslo, a, age: expected a finite number",
    "1f, Oslo, a, age: expected a number",
    "0x10, Oslo, a, age: expected a number",
    "1, Oslo, c, kind: expected one of the 2 classes seen in training",
    "1, Oslo, ?, kind: expected a label",
  })
  void saysWhatIsWrong(String age, String city, String kind, String message) {
    assertThatThrownBy(() -> row(table(KIND), RowWeights.NONE, age, city, kind))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining(message);
  }

  @Test
  void numbersMustBeThereWithoutImputation() {
    TablePreprocessing strict =
        new TablePreprocessing(
            List.of(new NumericColumn("age", 0, 1, Double.NaN, false)),
            List.of(),
            List.of(),
            false,
            KIND);
    assertThatThrownBy(() -> row(strict, RowWeights.NONE, "", "a"))
        .hasMessageContaining("data.impute = none");
  }
}
