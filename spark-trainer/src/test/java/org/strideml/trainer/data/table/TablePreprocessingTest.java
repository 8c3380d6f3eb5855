package org.strideml.trainer.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.Preprocessings;

class TablePreprocessingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void survivesBeingWrittenAndRead() throws Exception {
    TablePreprocessing all = Tables.everything();
    for (Target target :
        List.of(
            all.target(),
            new Target.Numbers(List.of("u", "v"), List.of(0.1, -3e-20), List.of(1.0, 7.5)),
            new Target.Labels(List.of("u", "v")))) {
      TablePreprocessing table =
          new TablePreprocessing(all.numeric(), all.text(), all.categorical(), true, target);
      byte[] written = JSON.writeValueAsBytes(table.toJson());
      assertThat(Preprocessings.fromJson(JSON.readTree(written))).isEqualTo(table);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/version|3|expected 1, got 3",
        "/embedding|0|embedding: expected true or false, got 0",
        "/numeric|{}|numeric: expected a list",
        "/numeric/0/shift|\"1\"|shift: expected a number",
        "/numeric/0/fill|null|fill: expected a number",
        "/categorical/0/values/0|7|values: expected texts",
        "/categorical/0/values|[\"a\",\"a\"]|values of column city must differ",
        "/text/0/weights|[1]|different words with a weight each",
        "/text/0/words/0|\"blue\"|different words with a weight each",
        "/target/type|\"ranks\"|expected classes, numbers or labels, got ranks",
        "/target/names|[\"a\"]|at least two different classes",
      })
  void namesWhatIsWrong(String place, String value, String message) throws Exception {
    ObjectNode json = Tables.everything().toJson();
    set(json, place, JSON.readTree(value));
    assertThatThrownBy(() -> Preprocessings.fromJson(json))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  /** No field may be missing, save a fill. */
  @Test
  void noticesEveryMissingField() throws Exception {
    List<String> places = new ArrayList<>();
    collect(Tables.everything().toJson(), "", places);
    assertThat(places).hasSizeGreaterThan(15);
    for (String place : places) {
      ObjectNode json = Tables.everything().toJson();
      int slash = place.lastIndexOf('/');
      ((ObjectNode) json.at(place.substring(0, slash))).remove(place.substring(slash + 1));
      assertThatThrownBy(() -> Preprocessings.fromJson(json))
          .as(place)
          .isInstanceOf(DataException.class);
    }
  }

  private static void collect(JsonNode json, String path, List<String> places) {
    if (json instanceof ObjectNode object) {
      object
          .fields()
          .forEachRemaining(
              field -> {
                String place = path + "/" + field.getKey();
                if (!field.getKey().equals("fill")) {
                  places.add(place);
                }
                collect(field.getValue(), place, places);
              });
    } else if (json instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        collect(array.get(i), path + "/" + i, places);
      }
    }
  }

  private static void set(ObjectNode json, String place, JsonNode value) {
    int slash = place.lastIndexOf('/');
    JsonNode parent = json.at(place.substring(0, slash));
    String name = place.substring(slash + 1);
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(name), value);
    } else {
      ((ObjectNode) parent).set(name, value);
    }
  }
}
