package org.strideml.kernels;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.GoldenCases.Case;

/** Six steps of each optimizer from given parameters and gradients. */
final class GoldenOptimizers {
  private GoldenOptimizers() {}

  static List<Case> all(JsonNode file) {
    List<Case> cases = new ArrayList<>();
    for (JsonNode c : file.get("cases")) {
      String name = c.get("optimizer").asText();
      cases.add(
          new Case(
              Operation.OPTIMIZER, name + " " + c.get("args"), fixture -> run(fixture, file, c)));
    }
    return cases;
  }

  private static void run(Fixture fixture, JsonNode file, JsonNode c) {
    JsonNode args = c.get("args");
    float[] initial = GoldenCases.floats(file.get("initial_params"));
    Tensor parameters = fixture.input(initial, initial.length).tested();
    Tensor first = fixture.input(new float[initial.length], initial.length).tested();
    Tensor second = fixture.input(new float[initial.length], initial.length).tested();
    Tensor gradient = fixture.output(initial.length).tested();
    JsonNode expected = c.get("params_after_each_step");
    for (int t = 1; t <= expected.size(); t++) {
      gradient.write(GoldenCases.floats(file.get("gradients").get(t - 1)), 0);
      switch (c.get("optimizer").asText()) {
        case "sgd" -> fixture.tested().sgd(sgd(args), parameters, gradient, null, first);
        case "adamw" ->
            fixture.tested().adamW(adamW(args, t), parameters, gradient, null, first, second);
        default -> throw new AssertionError("no test reads golden optimizer " + c);
      }
      float[] values = GoldenCases.floats(expected.get(t - 1));
      double[] wide = new double[values.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = values[i];
      }
      Tolerance.check(
          "parameters after step " + t, parameters.toArray(), wide, t * Tolerance.elementwise());
    }
  }

  private static SgdStep sgd(JsonNode args) {
    return new SgdStep(
        number(args, "lr"),
        number(args, "momentum"),
        args.path("nesterov").asBoolean(),
        number(args, "weight_decay"));
  }

  private static AdamWStep adamW(JsonNode args, int t) {
    return OptimizerCases.adamWStep(
        number(args, "lr"),
        (float) args.get("betas").get(0).asDouble(),
        (float) args.get("betas").get(1).asDouble(),
        number(args, "weight_decay"),
        t);
  }

  private static float number(JsonNode args, String name) {
    return (float) args.path(name).asDouble(0);
  }
}
