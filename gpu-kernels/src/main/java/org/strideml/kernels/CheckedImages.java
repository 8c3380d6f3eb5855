package org.strideml.kernels;

/** Validates for every backend's image operations. */
final class CheckedImages implements ImageOperations {
  private final CheckedBackend backend;
  private final ImageOperations images;
  private final Arguments arguments;

  CheckedImages(CheckedBackend backend, ImageOperations images) {
    this.backend = backend;
    this.images = images;
    this.arguments = new Arguments(backend);
  }

  @Override
  public void convolutionForward(Convolution layer, Tensor x, Tensor y) {
    String op = "convolutionForward";
    convolution(op, layer, x, y);
    begin(op)
        .reads("weight", layer.weight())
        .reads("bias", layer.bias())
        .reads("x", x)
        .writes("y", y)
        .check();
    images.convolutionForward(layer, x, y);
  }

  @Override
  public void convolutionBackward(
      Convolution layer, Tensor x, Tensor y, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
    String op = "convolutionBackward";
    convolution(op, layer, x, dy);
    activated(op, layer.activation(), y, dy);
    if (dx != null) {
      alike(op, "dx", dx, x);
    }
    Requirements.sameSize(op, "dWeight", dWeight, "weight", layer.weight());
    Requirements.that(
        (dBias == null) == (layer.bias() == null),
        op,
        "dBias must be null exactly when the bias is,",
        layer.bias(),
        dBias);
    if (dBias != null) {
      Requirements.sameSize(op, "dBias", dBias, "bias", layer.bias());
    }
    begin(op)
        .reads("weight", layer.weight())
        .reads("bias", layer.bias())
        .reads("x", x)
        .reads("y", y)
        .writes("dy", dy)
        .writes("dx", dx)
        .writes("dWeight", dWeight)
        .writes("dBias", dBias)
        .check();
    images.convolutionBackward(layer, x, y, dy, dx, dWeight, dBias);
  }

  private void convolution(String op, Convolution layer, Tensor x, Tensor y) {
    image(op, "x", x);
    Requirements.that(
        x.extent(1) == layer.inputs(), op, "x must have the weight's inputs", layer.weight(), x);
    int height = layer.outputExtent(0, x.extent(2));
    int width = layer.outputExtent(1, x.extent(3));
    output(op, y, x, layer.outputs(), height, width);
  }

  @Override
  public void maxPoolForward(Pooling pooling, Tensor x, Tensor y) {
    String op = "maxPoolForward";
    pool(op, pooling, x, y);
    begin(op).reads("x", x).writes("y", y).check();
    images.maxPoolForward(pooling, x, y);
  }

  @Override
  public void maxPoolBackward(Pooling pooling, Tensor x, Tensor dy, Tensor dx) {
    String op = "maxPoolBackward";
    pool(op, pooling, x, dy);
    alike(op, "dx", dx, x);
    begin(op).reads("x", x).reads("dy", dy).writes("dx", dx).check();
    images.maxPoolBackward(pooling, x, dy, dx);
  }

  @Override
  public void averagePoolForward(Pooling pooling, Tensor x, Tensor y) {
    String op = "averagePoolForward";
    pool(op, pooling, x, y);
    begin(op).reads("x", x).writes("y", y).check();
    images.averagePoolForward(pooling, x, y);
  }

  @Override
  public void averagePoolBackward(Pooling pooling, Tensor dy, Tensor dx) {
    String op = "averagePoolBackward";
    pool(op, pooling, dx, dy);
    begin(op).reads("dy", dy).writes("dx", dx).check();
    images.averagePoolBackward(pooling, dy, dx);
  }

  private void pool(String op, Pooling pooling, Tensor x, Tensor y) {
    image(op, "x", x);
    int height = pooling.outputHeight(x.extent(2));
    int width = pooling.outputWidth(x.extent(3));
    output(op, y, x, x.extent(1), height, width);
  }

  @Override
  public void groupNormForward(
      GroupNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    String op = "groupNormForward";
    normForward(op, layer.gamma(), x, residual, y);
    Requirements.matrix(op, "statistics", statistics, x.extent(0) * layer.groups(), 2, x);
    begin(op)
        .reads("gamma", layer.gamma())
        .reads("beta", layer.beta())
        .reads("x", x)
        .reads("residual", residual)
        .writes("y", y)
        .writes("statistics", statistics)
        .check();
    images.groupNormForward(layer, x, residual, y, statistics);
  }

  @Override
  public void groupNormBackward(
      GroupNorm layer,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    String op = "groupNormBackward";
    activated(op, layer.activation(), y, dy);
    normBackward(op, layer.gamma(), x, y, statistics, dy, dx, dGamma, dBeta);
    Requirements.matrix(op, "statistics", statistics, x.extent(0) * layer.groups(), 2, x);
    arguments.check();
    images.groupNormBackward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
  }

  @Override
  public void batchNormForward(
      BatchNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    String op = "batchNormForward";
    normForward(op, layer.gamma(), x, residual, y);
    Requirements.matrix(op, "statistics", statistics, layer.channels(), 2, x);
    Requirements.that(
        x.size() > layer.channels(), op, "x must have more than one element per channel", x);
    begin(op)
        .reads("gamma", layer.gamma())
        .reads("beta", layer.beta())
        .reads("x", x)
        .reads("residual", residual)
        .writes("running mean", layer.runningMean())
        .writes("running variance", layer.runningVariance())
        .writes("y", y)
        .writes("statistics", statistics)
        .check();
    images.batchNormForward(layer, x, residual, y, statistics);
  }

  @Override
  public void batchNormEvaluate(BatchNorm layer, Tensor x, Tensor residual, Tensor y) {
    String op = "batchNormEvaluate";
    normForward(op, layer.gamma(), x, residual, y);
    begin(op)
        .reads("gamma", layer.gamma())
        .reads("beta", layer.beta())
        .reads("running mean", layer.runningMean())
        .reads("running variance", layer.runningVariance())
        .reads("x", x)
        .reads("residual", residual)
        .writes("y", y)
        .check();
    images.batchNormEvaluate(layer, x, residual, y);
  }

  @Override
  public void batchNormBackward(
      BatchNorm layer,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    String op = "batchNormBackward";
    activated(op, layer.activation(), y, dy);
    normBackward(op, layer.gamma(), x, y, statistics, dy, dx, dGamma, dBeta);
    Requirements.matrix(op, "statistics", statistics, layer.channels(), 2, x);
    arguments.check();
    images.batchNormBackward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
  }

  private void normForward(String op, Tensor gamma, Tensor x, Tensor residual, Tensor y) {
    channels(op, gamma, x);
    alike(op, "y", y, x);
    if (residual != null) {
      alike(op, "residual", residual, x);
    }
  }

  private void normBackward(
      String op,
      Tensor gamma,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    channels(op, gamma, x);
    alike(op, "dy", dy, x);
    alike(op, "dx", dx, x);
    Requirements.sameSize(op, "dGamma", dGamma, "gamma", gamma);
    Requirements.sameSize(op, "dBeta", dBeta, "gamma", gamma);
    begin(op)
        .reads("gamma", gamma)
        .reads("x", x)
        .reads("y", y)
        .reads("statistics", statistics)
        .writes("dy", dy)
        .writes("dx", dx)
        .writes("dGamma", dGamma)
        .writes("dBeta", dBeta);
  }

  private static void channels(String op, Tensor gamma, Tensor x) {
    image(op, "x", x);
    Requirements.that(
        x.extent(1) == gamma.size(), op, "x must have a channel per element of gamma", gamma, x);
  }

  private static void activated(String op, Activation activation, Tensor y, Tensor dy) {
    if (activation != Activation.IDENTITY) {
      Requirements.that(y != null, op, "y must be given", activation, "null");
    }
    if (y != null) {
      alike(op, "y", y, dy);
    }
  }

  private Arguments begin(String op) {
    backend.begin(op, Operation.IMAGE);
    return arguments.of(op);
  }

  private static void image(String op, String role, Tensor tensor) {
    if (tensor.rank() != 4 || tensor.size() == 0) {
      throw new IllegalArgumentException(
          op + ": " + role + " must be [n, channels, height, width], all >= 1, got " + tensor);
    }
  }

  private static void alike(String op, String role, Tensor tensor, Tensor like) {
    if (!isShaped(tensor, like.extent(0), like.extent(1), like.extent(2), like.extent(3))) {
      throw new IllegalArgumentException(
          String.format("%s: %s must have the shape of %s, got %s", op, role, like, tensor));
    }
  }

  private static void output(String op, Tensor y, Tensor x, int channels, int height, int width) {
    boolean some = height > 0 && width > 0;
    if (!some || !isShaped(y, x.extent(0), channels, height, width)) {
      throw new IllegalArgumentException(
          String.format(
              "%s: the output must be [%d, %d, %d, %d], all >= 1, to go with %s, got %s",
              op, x.extent(0), channels, height, width, x, y));
    }
  }

  private static boolean isShaped(Tensor t, int rows, int channels, int height, int width) {
    return t.rank() == 4
        && t.extent(0) == rows
        && t.extent(1) == channels
        && t.extent(2) == height
        && t.extent(3) == width;
  }
}
