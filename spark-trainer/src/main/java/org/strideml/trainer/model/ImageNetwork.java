package org.strideml.trainer.model;

import java.util.List;
import java.util.function.Function;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;

/**
 * An image model in a backend's memory: a body of convolutions and a dense head. Three arenas:
 * parameters, gradients, activations.
 */
final class ImageNetwork implements Network {
  private final BatchShape shape;
  private final ImageShape image;
  private final Backend backend;
  private final ParameterMemory memory;
  private final ImageBody body;
  private final DenseHead head;
  private final Criterion criterion;
  private final Passes<Pass> passes;
  private Tensor logits;

  ImageNetwork(
      Model model,
      ImageShape image,
      Function<ParameterMemory, ImageBody> body,
      List<String> dense,
      Backend backend,
      int rows,
      boolean training) {
    Passes.requireCapacity(rows);
    this.shape = model.batchShape();
    this.image = image;
    this.backend = backend;
    this.memory = new ParameterMemory(model, backend, training);
    this.body = body.apply(memory);
    this.head = new DenseHead(memory, dense);
    criterion = new Criterion(model.head(), backend, rows, 1);
    Tensor pool = Workspace.reserve(backend, "activations", work -> new Pass(work, rows));
    passes = new Passes<>(rows, count -> new Pass(Workspace.over(pool), count));
  }

  /** Views for one number of rows. */
  private final class Pass {
    final Tensor input;
    final ImageBody.Pass body;
    final DenseHead.Pass head;

    Pass(Workspace work, int rows) {
      input = image.cut(work, rows);
      body = ImageNetwork.this.body.cut(work, input, memory.training());
      Tensor features = flat(body.output(), rows);
      Tensor dFeatures = body.dOutput() == null ? null : flat(body.dOutput(), rows);
      head = ImageNetwork.this.head.new Pass(work, features, dFeatures, memory.training());
    }

    private static Tensor flat(Tensor images, int rows) {
      return images.slice(0, rows, images.size() / rows);
    }
  }

  @Override
  public Tensor parameters() {
    return memory.parameters();
  }

  @Override
  public Tensor gradients() {
    return memory.gradients();
  }

  @Override
  public void lossAndGradients(Batch batch, Tensor loss) {
    memory.gradients(); // refuses a network for evaluation
    Pass pass = forward(batch, true);
    criterion.stage(batch);
    logits = null;
    criterion.apply(pass.head.logits(), pass.head.logits(), loss);
    pass.head.backward(backend);
    pass.body.backward(backend);
  }

  @Override
  public void loss(Batch batch, Tensor loss) {
    Pass pass = forward(batch, false);
    criterion.stage(batch);
    criterion.apply(pass.head.logits(), null, loss);
  }

  @Override
  public void scores(Batch batch) {
    forward(batch, false);
  }

  private Pass forward(Batch batch, boolean learning) {
    batch.require(shape);
    Pass pass = passes.forRows(batch.rows());
    pass.input.write(batch.features(), 0);
    pass.body.forward(backend, learning);
    pass.head.forward(backend);
    logits = pass.head.logits();
    return pass;
  }

  @Override
  public Tensor logits() {
    return Passes.requireScores(logits);
  }
}
