package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.strideml.kernels.BackendContract.Body;
import org.strideml.kernels.Dense.Layout;
import org.strideml.kernels.reference.ReferenceBackend;

/** Wrong arguments are refused with what was expected and what came, and nothing has changed. */
final class RefusalCases {
  private final List<Case> cases = new ArrayList<>();

  private RefusalCases() {}

  /** A case and the group of operations it needs. */
  record Case(Operation group, String name, Body body) {
    BackendContract.Case contractCase() {
      return new BackendContract.Case(name, body);
    }
  }

  static List<Case> all() {
    RefusalCases all = new RefusalCases();
    all.dense();
    all.loss();
    all.embedding();
    all.layerNorm();
    all.attention();
    all.decoder();
    all.optimizer();
    all.sparse();
    all.image();
    return all.cases;
  }

  /** Calls one operation of a group with arguments that would be right. */
  static void callAny(Fixture fixture, Operation group) {
    Backend backend = fixture.tested();
    switch (group) {
      case DENSE ->
          backend.denseForward(layer(fixture), t(fixture, 2, 3), null, null, t(fixture, 2, 4));
      case LOSS ->
          backend
              .losses()
              .softmaxCrossEntropy(
                  t(fixture, 2, 3), fixture.indices(0, 1).tested(), null, null, t(fixture, 1));
      case OPTIMIZER -> backend.clipScale(t(fixture, 2), 1, t(fixture, 1));
      case SEQUENCE -> backend.sequence();
      case SPARSE -> backend.sparse();
      case IMAGE ->
          backend
              .images()
              .averagePoolForward(Pooling.of(2), t(fixture, 1, 1, 2, 2), t(fixture, 1, 1, 1, 1));
    }
  }

  private void sparse() {
    Operation group = Operation.SPARSE;
    SparseMatrix x = new SparseMatrix(9);
    x.write(2, new int[] {0, 1, 3}, new int[] {4, 8, 4}, new float[3]);
    refuse(
        group,
        "a table with other columns",
        f -> f.tested().sparse().gather(x, t(f, 8, 2), t(f, 2, 2)),
        "a row per column",
        "[8, 2]");
    refuse(
        group,
        "a block of other rows",
        f -> f.tested().sparse().scatter(x, t(f, 3, 2), t(f, 9, 2)),
        "[2, 2]",
        "[3, 2]");
    refuse(
        group,
        "a product of another width",
        f -> f.tested().sparse().productForward(x, t(f, 2, 2), t(f, 2), t(f, 2, 3)),
        "y must be [n >= 1, 2]",
        "[2, 3]");
    refuse(
        group,
        "a gradient that is its own input",
        f -> {
          Tensor dy = t(f, 2, 2);
          f.tested().sparse().productBackward(x, dy, dy, t(f, 2));
        },
        "dBlock may not share");
    refuse(
        group,
        "interactions of several outputs",
        f -> f.tested().sparse().interactionForward(x, t(f, 2, 4), t(f, 2, 4), t(f, 2, 4)),
        "y must be [n >= 1, 1]");
    refuse(
        group,
        "sums of other factors",
        f ->
            f.tested()
                .sparse()
                .interactionBackward(x, t(f, 2, 4), t(f, 2, 3), t(f, 2, 1), t(f, 2, 4)),
        "[2, 3]");
  }

  private void dense() {
    Operation group = Operation.DENSE;
    refuse(
        group,
        "inputs that do not fit the weight",
        f -> f.tested().denseForward(layer(f), t(f, 2, 5), null, null, t(f, 2, 4)),
        "[3, 4]",
        "[2, 5]");
    refuse(
        group,
        "outputs that do not fit the weight",
        f -> f.tested().denseForward(layer(f), t(f, 2, 3), null, null, t(f, 2, 5)),
        "[2, 3]",
        "[2, 5]");
    refuse(
        group,
        "a residual of other rows",
        f -> f.tested().denseForward(layer(f), t(f, 2, 3), t(f, 3, 4), null, t(f, 2, 4)),
        "[2, 4]",
        "[3, 4]");
    refuse(
        group,
        "no rows",
        f -> f.tested().denseForward(layer(f), t(f, 0, 3), null, null, t(f, 0, 4)),
        "[0, 3]");
    refuse(
        group,
        "an output that is also the input",
        f -> {
          Tensor both = t(f, 2, 4);
          f.tested().denseForward(layer(f), both.slice(2, 2, 3), null, null, both);
        },
        "may not share");
    refuse(
        group,
        "a backward pass through an activation without pre",
        f -> {
          Dense relu = new Dense(t(f, 3, 4), null, Layout.IN_OUT, Activation.RELU);
          DenseGradients gradients = new DenseGradients(t(f, 3, 4), null);
          f.tested().denseBackward(relu, t(f, 2, 3), null, t(f, 2, 4), null, gradients);
        },
        "pre must be given");
    refuse(
        group,
        "a transposed weight gradient",
        f ->
            f.tested()
                .denseBackward(
                    layer(f),
                    t(f, 2, 3),
                    null,
                    t(f, 2, 4),
                    null,
                    new DenseGradients(t(f, 4, 3), null)),
        "[3, 4]",
        "[4, 3]");
    refuse(
        group,
        "a bias gradient without a bias",
        f ->
            f.tested()
                .denseBackward(
                    layer(f),
                    t(f, 2, 3),
                    null,
                    t(f, 2, 4),
                    null,
                    new DenseGradients(t(f, 3, 4), t(f, 4))),
        "[4]");
    refuse(group, "a tensor of another backend", RefusalCases::strange, "another backend");
  }

  private static void strange(Fixture f) {
    try (ReferenceBackend other = ReferenceBackend.inFloat()) {
      Tensor stranger = other.newArena("elsewhere", 6).allocate(2, 3);
      f.tested().denseForward(layer(f), stranger, null, null, t(f, 2, 4));
    }
  }

  private void loss() {
    Operation group = Operation.LOSS;
    refuse(
        group,
        "a target that is no class",
        f ->
            f.tested()
                .losses()
                .softmaxCrossEntropy(t(f, 2, 3), f.indices(0, 3).tested(), null, null, t(f, 1)),
        "[0, 3)",
        "3");
    refuse(
        group,
        "a negative target",
        f ->
            f.tested()
                .losses()
                .softmaxCrossEntropy(t(f, 2, 3), f.indices(-1, 2).tested(), null, null, t(f, 1)),
        "-1");
    refuse(
        group,
        "fewer targets than rows",
        f ->
            f.tested()
                .losses()
                .softmaxCrossEntropy(t(f, 2, 3), f.indices(1).tested(), null, null, t(f, 1)),
        "at least 2",
        "got 1");
    refuse(
        group,
        "a gradient of another shape",
        f ->
            f.tested()
                .losses()
                .softmaxCrossEntropy(
                    t(f, 2, 3), f.indices(0, 1).tested(), null, t(f, 3, 2), t(f, 1)),
        "[2, 3]",
        "[3, 2]");
    refuse(
        group,
        "a weight too few",
        f -> f.tested().losses().squaredError(t(f, 2, 3), t(f, 2, 3), t(f, 1), null, t(f, 1)),
        "weights must have 2",
        "got 1");
    refuse(
        group,
        "target values of another shape",
        f -> f.tested().losses().sigmoidCrossEntropy(t(f, 2, 3), t(f, 2, 2), null, null, t(f, 1)),
        "[2, 3]",
        "[2, 2]");
  }

  private void embedding() {
    Operation group = Operation.SEQUENCE;
    refuse(
        group,
        "a token outside of the table",
        f ->
            f.tested()
                .sequence()
                .embeddingForward(f.indices(0, 2).tested(), t(f, 2, 4), t(f, 2, 4), t(f, 1, 2, 4)),
        "[0, 2)");
    refuse(
        group,
        "fewer positions than needed",
        f ->
            f.tested()
                .sequence()
                .embeddingForward(f.indices(0, 1).tested(), t(f, 2, 4), t(f, 1, 4), t(f, 1, 2, 4)),
        "[1, 2, 4]",
        "[1, 4]");
  }

  private void layerNorm() {
    refuse(
        Operation.SEQUENCE,
        "a gamma of another width",
        f ->
            f.tested()
                .sequence()
                .layerNormForward(t(f, 2, 3), t(f, 4), t(f, 3), 1, t(f, 2, 3), t(f, 2, 2)),
        "[2, 3]",
        "[4]");
    refuse(
        Operation.SEQUENCE,
        "an output that is also the input",
        f -> {
          Tensor both = t(f, 2, 3);
          f.tested().sequence().layerNormForward(both, t(f, 3), t(f, 3), 1, both, t(f, 2, 2));
        },
        "may not share");
  }

  private void attention() {
    AttentionShape shape = new AttentionShape(1, 2, 1, 2);
    refuse(
        Operation.SEQUENCE,
        "qkv of another width",
        f -> f.tested().sequence().attentionForward(shape, t(f, 2, 5), t(f, 2, 2), t(f, 2, 2)),
        "[2, 6]",
        "[2, 5]");
    refuse(
        Operation.SEQUENCE,
        "probabilities of another shape",
        f -> f.tested().sequence().attentionForward(shape, t(f, 2, 6), t(f, 2, 3), t(f, 2, 2)),
        "[2, 2]",
        "[2, 3]");
  }

  private void decoder() {
    Operation group = Operation.SEQUENCE;
    AttentionShape shape = new AttentionShape(1, 2, 1, 2);
    refuse(
        group,
        "RMS statistics of two columns",
        f -> f.tested().sequence().rmsNormForward(t(f, 2, 3), t(f, 3), 1, t(f, 2, 3), t(f, 2, 2)),
        "[2, 1]",
        "[2, 2]");
    refuse(
        group,
        "angles of an odd width",
        f -> f.tested().sequence().rotaryAngles(10, t(f, 2, 3)),
        "even",
        "[2, 3]");
    refuse(
        group,
        "fewer angles than positions",
        f -> f.tested().sequence().rotaryForward(shape, t(f, 1, 2), t(f, 2, 6)),
        "[1, 2]");
    refuse(
        group,
        "gates without ups",
        f -> f.tested().sequence().swigluForward(t(f, 2, 3), t(f, 2, 3)),
        "[2, 6]",
        "[2, 3]");
    refuse(
        group,
        "a cache that is full",
        f ->
            f.tested()
                .sequence()
                .cachedAttention(shape, 3, t(f, 2, 6), t(f, 1, 4, 2), t(f, 1, 4, 2), t(f, 2, 2)),
        "capacity >= past + T",
        "[1, 4, 2]");
  }

  private void optimizer() {
    refuse(
        Operation.OPTIMIZER,
        "a gradient of another size",
        f -> f.tested().sgd(new SgdStep(1, 0, false, 0), t(f, 3), t(f, 4), null, null),
        "[3]",
        "[4]");
    refuse(
        Operation.OPTIMIZER,
        "momentum without its buffer",
        f -> f.tested().sgd(new SgdStep(1, 0.9f, false, 0), t(f, 3), t(f, 3), null, null),
        "momentum buffer");
    refuse(
        Operation.OPTIMIZER,
        "moments of another size",
        f ->
            f.tested()
                .adamW(
                    new AdamWStep(1, 0.9f, 0.99f, 1e-8f, 0, 1, 1),
                    t(f, 3),
                    t(f, 3),
                    null,
                    t(f, 3),
                    t(f, 2)),
        "[3]",
        "[2]");
    refuse(
        Operation.OPTIMIZER,
        "clipping to a norm that is not positive",
        f -> f.tested().clipScale(t(f, 3), 0, t(f, 1)),
        "maxNorm must be > 0");
  }

  private void image() {
    refuse(
        Operation.IMAGE,
        "images of other channels than the weight's",
        f -> f.tested().images().convolutionForward(image(f), t(f, 1, 2, 4, 4), t(f, 1, 5, 4, 4)),
        "[5, 3, 3, 3]",
        "[1, 2, 4, 4]");
    refuse(
        Operation.IMAGE,
        "an output of another extent",
        f -> f.tested().images().convolutionForward(image(f), t(f, 1, 3, 4, 4), t(f, 1, 5, 4, 3)),
        "[1, 5, 4, 4]",
        "[1, 5, 4, 3]");
    refuse(
        Operation.IMAGE,
        "an image smaller than the window",
        f -> f.tested().images().maxPoolForward(Pooling.of(5), t(f, 1, 1, 4, 4), t(f, 1, 1, 1, 1)),
        "[1, 1, 4, 4]");
    refuse(
        Operation.IMAGE,
        "a backward pass through ReLU without the output",
        f ->
            f.tested()
                .images()
                .convolutionBackward(
                    new Convolution(t(f, 5, 3, 3, 3), null, 1, 1, Activation.RELU),
                    t(f, 1, 3, 4, 4),
                    null,
                    t(f, 1, 5, 4, 4),
                    null,
                    t(f, 5, 3, 3, 3),
                    null),
        "y must be given");
    refuse(
        Operation.IMAGE,
        "an output that is also the residual",
        f -> {
          Tensor both = t(f, 1, 4, 2, 2);
          GroupNorm layer = new GroupNorm(t(f, 4), t(f, 4), 2, 0, Activation.RELU);
          f.tested().images().groupNormForward(layer, t(f, 1, 4, 2, 2), both, both, t(f, 2, 2));
        },
        "y may not share elements with residual");
    refuse(
        Operation.IMAGE,
        "statistics of a single element",
        f -> {
          BatchNorm layer =
              new BatchNorm(t(f, 3), t(f, 3), t(f, 3), t(f, 3), 0, 0, Activation.IDENTITY);
          f.tested()
              .images()
              .batchNormForward(layer, t(f, 1, 3, 1, 1), null, t(f, 1, 3, 1, 1), t(f, 3, 2));
        },
        "more than one element per channel");
  }

  private static Convolution image(Fixture f) {
    return new Convolution(t(f, 5, 3, 3, 3), null, 1, 1, Activation.IDENTITY);
  }

  private void refuse(Operation group, String what, Consumer<Fixture> call, String... messages) {
    cases.add(
        new Case(
            group,
            "refuses " + what,
            fixture -> {
              AbstractThrowableAssert<?, ?> refusal =
                  assertThatThrownBy(() -> call.accept(fixture))
                      .isInstanceOf(IllegalArgumentException.class);
              for (String message : messages) {
                refusal.hasMessageContaining(message);
              }
              fixture.checkUntouched();
            }));
  }

  private static Dense layer(Fixture fixture) {
    return new Dense(t(fixture, 3, 4), null, Layout.IN_OUT, Activation.IDENTITY);
  }

  private static Tensor t(Fixture fixture, int... shape) {
    return fixture.input(new Random(1), 1, shape).tested();
  }
}
