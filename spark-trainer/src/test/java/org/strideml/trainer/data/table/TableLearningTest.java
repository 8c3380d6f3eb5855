package org.strideml.trainer.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.table.TableSettings.ClassWeight;
import org.strideml.trainer.data.table.TableSettings.Encoding;
import org.strideml.trainer.data.table.TableSettings.TargetKind;
import org.strideml.trainer.data.table.TableSettings.Weighting;

class TableLearningTest {
  private static final ColumnRoles ROLES =
      new ColumnRoles(
          List.of("x"), List.of("note"), List.of("city"), List.of("y"), TargetKind.CLASSES, "w");
  private static final Encoding ENCODING = Tables.encoding(TargetKind.CLASSES);
  private static final Object[][] ROWS = {
    {"1", "a b", "Rome", "10", "1"},
    {"3", "b c", "Oslo", "9", "2"},
    {"", "b", "Rome", "9", "3"},
    {"5", "", "?", "9", "2"},
  };

  private static TableLearning learning() throws BadRowException {
    return new TableLearning(ROLES, Tables.statistics(ROLES, ENCODING, ROWS), ENCODING);
  }

  @Test
  void learnsScaleFillVocabularyAndClasses() throws BadRowException {
    TablePreprocessing learned = learning().preprocessing();
    NumericColumn x = learned.numeric().get(0);
    assertThat(x.shift()).isEqualTo(3);
    assertThat(x.fill()).isEqualTo(3);
    assertThat(x.indicator()).isTrue();
    assertThat(1 / x.scale()).isCloseTo(Math.sqrt(8.0 / 3), within(1e-15));
    assertThat(learned.categorical().get(0))
        .isEqualTo(new CategoricalColumn("city", List.of("Rome", "Oslo"), true));
    assertThat(learned.text().get(0).words()).containsExactly("b", "a", "c");
    assertThat(learned.text().get(0).weights().get(0)).isEqualTo(1 + StrictMath.log(5.0 / 4));
    // As numbers, not as text.
    assertThat(learned.target()).isEqualTo(new Target.Classes("y", List.of("9", "10")));
  }

  @Test
  void partsAddUpToTheWhole() throws BadRowException {
    TableStatistics parts = Tables.statistics(ROLES, ENCODING, ROWS[3], ROWS[1]);
    parts.add(Tables.statistics(ROLES, ENCODING, ROWS[2], ROWS[0]));
    assertThat(new TableLearning(ROLES, parts, ENCODING).preprocessing())
        .isEqualTo(learning().preprocessing());
  }

  @Test
  void meanWeightIsOne() throws BadRowException {
    List<String> classes = List.of("9", "10");
    for (Weighting weighting :
        List.of(
            new Weighting("w", ClassWeight.NONE, Map.of()),
            new Weighting("w", ClassWeight.BALANCED, Map.of()),
            new Weighting("w", ClassWeight.GIVEN, Map.of("10", 5.0)))) {
      RowWeights weights = learning().weights(weighting, classes);
      double sum = 0;
      for (Object[] row : ROWS) {
        sum += weights.of(Double.parseDouble((String) row[4]), classes.indexOf(row[3]));
      }
      assertThat(sum / ROWS.length).as(weighting.toString()).isCloseTo(1, within(1e-15));
    }
    RowWeights balanced =
        learning().weights(new Weighting("w", ClassWeight.BALANCED, Map.of()), classes);
    assertThat(balanced.of(1, 1) / balanced.of(1, 0)).isCloseTo(3, within(1e-15));
  }

  @Test
  void namesAClassThatIsNotThere() throws BadRowException {
    TableLearning learning = learning();
    assertThatThrownBy(
            () ->
                learning.weights(
                    new Weighting("", ClassWeight.GIVEN, Map.of("11", 2.0)), List.of("9", "10")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("11");
  }

  @Test
  void oneClassIsNoClassification() throws BadRowException {
    TableLearning learning =
        new TableLearning(ROLES, Tables.statistics(ROLES, ENCODING, ROWS[1]), ENCODING);
    assertThatThrownBy(learning::preprocessing)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("at least two classes");
  }

  @Test
  void rareNamesAreUnknown() throws BadRowException {
    Encoding twice =
        new Encoding(
            TargetKind.CLASSES,
            TableSettings.Scaling.MINMAX,
            true,
            TableSettings.Impute.NONE,
            false,
            false,
            2,
            100,
            TableSettings.TextEncoding.HASHED,
            8);
    Object[][] rows = {ROWS[0], ROWS[1], {"2", "b", "Rome", "9", "1"}};
    TablePreprocessing learned =
        new TableLearning(ROLES, Tables.statistics(ROLES, twice, rows), twice).preprocessing();
    assertThat(learned.categorical().get(0).values()).containsExactly("Rome");
    assertThat(learned.numeric().get(0))
        .isEqualTo(new NumericColumn("x", 1, 0.5, Double.NaN, false));
    assertThat(learned.text().get(0).width()).isEqualTo(8);
  }

  @Test
  void infersRolesFromCells() {
    Object[][] rows = new Object[40][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] =
          new Object[] {
            i * 0.5, i % 2 == 0 ? "a" : "b", "id" + i, "some words of row " + i, null, i % 3
          };
    }
    List<String> names = List.of("number", "name", "id", "prose", "empty", "label");
    Map<String, ColumnSurvey> surveys = new java.util.LinkedHashMap<>();
    Cells cells = new Cells(Set.of(""));
    for (int column = 0; column < names.size(); column++) {
      ColumnSurvey survey = new ColumnSurvey(300);
      for (Object[] row : rows) {
        cells.set(row);
        survey.add(cells, column);
      }
      surveys.put(names.get(column), survey);
    }
    TableSettings.Columns said =
        new TableSettings.Columns(List.of("label"), List.of(), List.of(), List.of(), List.of());
    RoleInference inference = new RoleInference(surveys, said, Set.of(), 20);
    assertThat(inference.infer(TargetKind.AUTO, ""))
        .isEqualTo(
            new ColumnRoles(
                List.of("number"),
                List.of("prose"),
                List.of("name"),
                List.of("label"),
                TargetKind.CLASSES,
                ""));
    assertThat(inference.notes()).hasSize(2).anyMatch(note -> note.startsWith("id is left out"));
    TableSettings.Columns regression =
        new TableSettings.Columns(
            List.of("number"), List.of("label"), List.of("id"), List.of(), List.of("name"));
    assertThat(new RoleInference(surveys, regression, Set.of(), 20).infer(TargetKind.AUTO, ""))
        .isEqualTo(
            new ColumnRoles(
                List.of("label"),
                List.of("prose"),
                List.of("id"),
                List.of("number"),
                TargetKind.NUMBERS,
                ""));
  }
}
