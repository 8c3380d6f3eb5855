package org.strideml.trainer.model;

import java.util.Optional;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.SparseMatrix;
import org.strideml.kernels.SparseOperations;
import org.strideml.kernels.Tensor;

/**
 * {@link SparseModel} in a backend's memory. A pass packs the parameters its batch touches and
 * computes with these alone.
 */
final class SparseNetwork implements Network {
  private static final int WEIGHT = 1;
  private static final int FACTORS = 2;

  private final SparseModel model;
  private final SparseOperations sparse;
  private final SparseMatrix matrix;
  private final Tensor parameters;
  private final Optional<TouchedParameters> touched;
  private final TouchedBlocks blocks;
  private final Criterion criterion;
  private final Passes<Pass> passes;
  private final boolean training;
  private Tensor logits;

  /** Views for one number of rows; {@code sums} is null in a linear model. */
  private record Pass(Tensor scores, Tensor sums) {}

  SparseNetwork(SparseModel model, Backend backend, int rows, boolean training) {
    Passes.requireCapacity(rows);
    ParameterMemory.requireOperations(model, backend);
    this.model = model;
    this.training = training;
    sparse = backend.sparse();
    matrix = new SparseMatrix(model.features());
    int size = model.layout().size();
    parameters = backend.newArena("parameters", Arena.capacityFor(size)).allocate(size);
    blocks = new TouchedBlocks(model, backend, matrix, training);
    touched = Optional.of(blocks);
    criterion = new Criterion(model.head(), backend, rows, 1);
    Tensor pool = Workspace.reserve(backend, "activations", work -> cut(work, rows));
    passes = new Passes<>(rows, count -> cut(Workspace.over(pool), count));
  }

  private Pass cut(Workspace work, int rows) {
    Tensor scores = work.cut(rows, model.head().outputs());
    return new Pass(scores, model.factors() == 0 ? null : work.cut(rows, model.factors()));
  }

  @Override
  public Tensor parameters() {
    return parameters;
  }

  @Override
  public Tensor gradients() {
    requireTraining();
    return blocks.gradients();
  }

  @Override
  public Optional<TouchedParameters> touched() {
    return touched;
  }

  @Override
  public void lossAndGradients(Batch batch, Tensor loss) {
    requireTraining();
    Pass pass = forward(batch);
    logits = null;
    criterion.stage(batch);
    Tensor dScores = pass.scores;
    criterion.apply(pass.scores, dScores, loss);
    Tensor gradients = blocks.gradients();
    sparse.productBackward(
        matrix, dScores, blocks.part(gradients, WEIGHT), blocks.part(gradients, 0));
    if (pass.sums != null) {
      Tensor factors = blocks.part(blocks.values(), FACTORS);
      sparse.interactionBackward(
          matrix, factors, pass.sums, dScores, blocks.part(gradients, FACTORS));
    }
  }

  @Override
  public void loss(Batch batch, Tensor loss) {
    Pass pass = forward(batch);
    criterion.stage(batch);
    criterion.apply(pass.scores, null, loss);
  }

  @Override
  public void scores(Batch batch) {
    forward(batch);
  }

  private Pass forward(Batch batch) {
    Pass pass = passes.forRows(batch.rows());
    batch.sparse().writeTo(matrix, batch.rows());
    blocks.load(parameters);
    Tensor values = blocks.values();
    sparse.productForward(matrix, blocks.part(values, WEIGHT), blocks.part(values, 0), pass.scores);
    if (pass.sums != null) {
      sparse.interactionForward(matrix, blocks.part(values, FACTORS), pass.sums, pass.scores);
    }
    logits = pass.scores;
    return pass;
  }

  private void requireTraining() {
    if (!training) {
      throw ParameterMemory.builtForEvaluation();
    }
  }

  @Override
  public Tensor logits() {
    return Passes.requireScores(logits);
  }
}
