package org.strideml.kernels.opencl;

import org.strideml.kernels.SparseMatrix;
import org.strideml.kernels.SparseOperations;
import org.strideml.kernels.Tensor;

/** Products with sparse rows: one command each. */
final class SparseCommands implements SparseOperations {
  private final OpenClBackend backend;
  private final ResidentRows rows;

  SparseCommands(OpenClBackend backend) {
    this.backend = backend;
    this.rows = new ResidentRows(backend.resident());
  }

  @Override
  public void gather(SparseMatrix x, Tensor table, Tensor block) {
    queue(Mode.GATHER, x, table.columns()).tensor(table).tensor(block);
  }

  @Override
  public void scatter(SparseMatrix x, Tensor block, Tensor table) {
    queue(Mode.SCATTER, x, table.columns()).tensor(block).tensor(table);
  }

  @Override
  public void productForward(SparseMatrix x, Tensor block, Tensor bias, Tensor y) {
    queue(Mode.SPARSE_PRODUCT, x, bias.size()).tensor(block).tensor(bias).tensor(y);
  }

  @Override
  public void productBackward(SparseMatrix x, Tensor dy, Tensor dBlock, Tensor dBias) {
    queue(Mode.SPARSE_PRODUCT_BACKWARD, x, dBias.size()).tensor(dy).tensor(dBlock).tensor(dBias);
  }

  @Override
  public void interactionForward(SparseMatrix x, Tensor block, Tensor sums, Tensor y) {
    queue(Mode.INTERACTION, x, sums.columns()).tensor(block).tensor(sums).tensor(y);
  }

  @Override
  public void interactionBackward(
      SparseMatrix x, Tensor block, Tensor sums, Tensor dy, Tensor dBlock) {
    queue(Mode.INTERACTION_BACKWARD, x, sums.columns())
        .tensor(block)
        .tensor(sums)
        .tensor(dy)
        .tensor(dBlock);
  }

  /** A command with the matrix's arguments; tensors are to follow. */
  private CommandList queue(int mode, SparseMatrix x, int width) {
    rows.bring(x);
    CommandList command = backend.queue(mode).number(x.rows()).number(x.touched()).number(width);
    rows.appendTo(command);
    return command;
  }
}
