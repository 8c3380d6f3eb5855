package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.strideml.kernels.BackendContract.Case;
import org.strideml.kernels.Fixture.Twin;

/** Clipping, SGD and AdamW. */
final class OptimizerCases {
  private static final int[] SIZES = {0, 1, 15, 16, 17, 207, 5000};
  private static final int STEPS = 3;

  private OptimizerCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int size : SIZES) {
      for (boolean scaled : new boolean[] {false, true}) {
        String suffix = size + (scaled ? " scaled" : "");
        cases.add(sgd("sgd " + suffix, size, scaled, new SgdStep(0.1f, 0, false, 0)));
        cases.add(sgd("momentum " + suffix, size, scaled, new SgdStep(0.1f, 0.9f, false, 0)));
        cases.add(sgd("nesterov " + suffix, size, scaled, new SgdStep(0.1f, 0.9f, true, 0.05f)));
        cases.add(sgd("decay " + suffix, size, scaled, new SgdStep(0.1f, 0, false, 0.05f)));
        cases.add(new Case("adamW " + suffix, fixture -> adamW(fixture, size, scaled)));
      }
      cases.add(new Case("clipScale " + size, fixture -> clipScale(fixture, size)));
    }
    cases.add(new Case("clipScaleOfZeroIsOne", OptimizerCases::clipScaleOfZero));
    cases.add(new Case("clipScaleOfLargeValuesDoesNotOverflow", OptimizerCases::clipScaleLarge));
    return cases;
  }

  private static Case sgd(String name, int size, boolean scaled, SgdStep step) {
    return new Case(
        name,
        fixture -> {
          Random random = new Random(size);
          Twin parameters = fixture.parameter(random, 1, size);
          Twin momentum = step.momentum() == 0 ? null : fixture.input(random, 1, size);
          Twin scale = scaled ? fixture.input(new float[] {0.375f}, 1) : null;
          for (int i = 0; i < STEPS; i++) {
            Twin gradient = fixture.input(random, 1, size);
            fixture
                .tested()
                .sgd(
                    step,
                    parameters.tested(),
                    gradient.tested(),
                    Twin.tested(scale),
                    Twin.tested(momentum));
            fixture
                .reference()
                .sgd(
                    step,
                    parameters.reference(),
                    gradient.reference(),
                    Twin.reference(scale),
                    Twin.reference(momentum));
          }
          fixture.compare("parameters", parameters, Tolerance.elementwise());
          if (momentum != null) {
            fixture.compare("momentum", momentum, Tolerance.elementwise());
          }
          fixture.checkUntouched(parameters, momentum);
        });
  }

  private static void adamW(Fixture fixture, int size, boolean scaled) {
    Random random = new Random(size);
    Twin parameters = fixture.parameter(random, 1, size);
    Twin m = fixture.input(new float[size], size);
    Twin v = fixture.input(new float[size], size);
    Twin scale = scaled ? fixture.input(new float[] {0.375f}, 1) : null;
    for (int t = 1; t <= STEPS; t++) {
      Twin gradient = fixture.input(random, 1, size);
      AdamWStep step = adamWStep(0.01f, 0.9f, 0.95f, 0.1f, t);
      fixture
          .tested()
          .adamW(
              step,
              parameters.tested(),
              gradient.tested(),
              Twin.tested(scale),
              m.tested(),
              v.tested());
      fixture
          .reference()
          .adamW(
              step,
              parameters.reference(),
              gradient.reference(),
              Twin.reference(scale),
              m.reference(),
              v.reference());
    }
    fixture.compare("parameters", parameters, Tolerance.elementwise());
    fixture.compare("m", m, Tolerance.elementwise());
    fixture.compare("v", v, Tolerance.elementwise());
    fixture.checkUntouched(parameters, m, v);
  }

  static AdamWStep adamWStep(float rate, float beta1, float beta2, float decay, int t) {
    return new AdamWStep(
        rate, beta1, beta2, 1e-8f, decay, 1 - Math.pow(beta1, t), 1 - Math.pow(beta2, t));
  }

  private static void clipScale(Fixture fixture, int size) {
    Random random = new Random(size);
    Twin gradient = fixture.input(random, 1, size);
    for (float maxNorm : new float[] {0.5f, 1e6f}) {
      Twin scale = fixture.output(1);
      fixture.tested().clipScale(gradient.tested(), maxNorm, scale.tested());
      fixture.reference().clipScale(gradient.reference(), maxNorm, scale.reference());
      fixture.compare("scale", scale, Tolerance.sums(size));
      fixture.checkUntouched(scale);
      fixture.begin();
    }
  }

  private static void clipScaleOfZero(Fixture fixture) {
    Twin gradient = fixture.input(new float[40], 40);
    Twin scale = fixture.output(1);
    fixture.tested().clipScale(gradient.tested(), 1, scale.tested());
    assertThat(scale.tested().toArray()).containsExactly(1f);
  }

  private static void clipScaleLarge(Fixture fixture) {
    float[] large = new float[40];
    java.util.Arrays.fill(large, 1e15f);
    Twin gradient = fixture.input(large, 40);
    Twin scale = fixture.output(1);
    fixture.tested().clipScale(gradient.tested(), 1, scale.tested());
    fixture.reference().clipScale(gradient.reference(), 1, scale.reference());
    fixture.compare("scale", scale, Tolerance.sums(40));
  }
}
