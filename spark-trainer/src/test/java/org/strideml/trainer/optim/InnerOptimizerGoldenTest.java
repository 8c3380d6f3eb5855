package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.strideml.trainer.model.Golden;

/** Six steps of a fixed gradient sequence against PyTorch. */
class InnerOptimizerGoldenTest {
  private static final JsonNode GOLDEN = Golden.read("optimizers.json");

  @TestFactory
  Stream<DynamicTest> agreesWithPyTorch() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode golden : GOLDEN.required("cases")) {
      JsonNode args = golden.required("args");
      String name = golden.required("optimizer").textValue();
      optimizer(name, args)
          .ifPresent(
              optimizer ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          name + args,
                          () -> check(optimizer, args.required("lr").doubleValue(), golden))));
    }
    assertThat(tests).hasSize(6);
    return tests.stream();
  }

  /** Adam without decay is AdamW with decay 0. */
  private static Optional<InnerOptimizer> optimizer(String name, JsonNode args) {
    if (args.has("dampening") || args.has("amsgrad")) {
      return Optional.empty();
    }
    return switch (name) {
      case "sgd" ->
          Optional.of(
              new Sgd(
                  args.path("momentum").asDouble(0),
                  args.path("nesterov").asBoolean(false),
                  args.path("weight_decay").asDouble(0)));
      case "adam", "adamw" ->
          Optional.of(
              new AdamW(
                  args.path("betas").path(0).asDouble(0.9),
                  args.path("betas").path(1).asDouble(0.999),
                  1e-8,
                  args.path("weight_decay").asDouble(0)));
      default -> Optional.empty();
    };
  }

  private static void check(InnerOptimizer optimizer, double learningRate, JsonNode golden) {
    double[] start = Golden.doubles(GOLDEN.required("initial_params"));
    try (Descent descent = new Descent(optimizer, start)) {
      JsonNode expected = golden.required("params_after_each_step");
      for (int i = 0; i < expected.size(); i++) {
        descent.step(learningRate, Golden.doubles(GOLDEN.required("gradients").get(i)));
        Golden.assertClose(
            "parameters after step " + i,
            descent.parameters(),
            Golden.doubles(expected.get(i)),
            2e-7);
      }
    }
  }
}
