package org.strideml.kernels;

/** Demands of {@link SparseOperations}, before another implementation is called. */
final class CheckedSparse implements SparseOperations {
  private final CheckedBackend backend;
  private final SparseOperations raw;

  CheckedSparse(CheckedBackend backend, SparseOperations raw) {
    this.backend = backend;
    this.raw = raw;
  }

  @Override
  public void gather(SparseMatrix x, Tensor table, Tensor block) {
    String op = "gather";
    moves(op, x, table, block);
    block.arena().touch();
    raw.gather(x, table, block);
  }

  @Override
  public void scatter(SparseMatrix x, Tensor block, Tensor table) {
    String op = "scatter";
    moves(op, x, table, block);
    table.arena().touch();
    raw.scatter(x, block, table);
  }

  private void moves(String op, SparseMatrix x, Tensor table, Tensor block) {
    backend.requireOpen(op);
    backend.reads(op, "table", table);
    backend.reads(op, "block", block);
    Requirements.that(
        table.rows() == x.columns(), op, "table must have a row per column", x, table);
    block(op, "block", x, block, table.columns(), table);
    Requirements.apart(op, "block", block, "table", table);
  }

  private static void block(
      String op, String role, SparseMatrix x, Tensor block, int width, Object because) {
    if (block.size() != (long) x.touched() * width || block.columns() != width) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must be [%d, %d] to go with %s and %s, got %s",
              op, role, x.touched(), width, x, because, block));
    }
  }

  private static void outputs(String op, String role, SparseMatrix x, Tensor y, int width) {
    if (y.rows() != x.rows() || y.columns() != width || x.rows() < 1) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must be [n >= 1, %d] to go with %s, got %s", op, role, width, x, y));
    }
  }

  @Override
  public void productForward(SparseMatrix x, Tensor block, Tensor bias, Tensor y) {
    String op = "productForward";
    backend.requireOpen(op);
    backend.reads(op, "block", block);
    backend.reads(op, "bias", bias);
    backend.writes(op, "y", y);
    block(op, "block", x, block, bias.size(), bias);
    outputs(op, "y", x, y, bias.size());
    Requirements.apart(op, "y", y, "block", block);
    Requirements.apart(op, "y", y, "bias", bias);
    y.arena().touch();
    raw.productForward(x, block, bias, y);
  }

  @Override
  public void productBackward(SparseMatrix x, Tensor dy, Tensor dBlock, Tensor dBias) {
    String op = "productBackward";
    backend.requireOpen(op);
    backend.reads(op, "dy", dy);
    backend.writes(op, "dBlock", dBlock);
    backend.writes(op, "dBias", dBias);
    block(op, "dBlock", x, dBlock, dBias.size(), dBias);
    outputs(op, "dy", x, dy, dBias.size());
    Requirements.apart(op, "dBlock", dBlock, "dy", dy);
    Requirements.apart(op, "dBias", dBias, "dy", dy);
    Requirements.apart(op, "dBlock", dBlock, "dBias", dBias);
    dBlock.arena().touch();
    dBias.arena().touch();
    raw.productBackward(x, dy, dBlock, dBias);
  }

  @Override
  public void interactionForward(SparseMatrix x, Tensor block, Tensor sums, Tensor y) {
    String op = "interactionForward";
    interaction(op, x, block, sums);
    backend.writes(op, "y", y);
    outputs(op, "y", x, y, 1);
    Requirements.apart(op, "sums", sums, "block", block);
    Requirements.apart(op, "y", y, "block", block);
    Requirements.apart(op, "y", y, "sums", sums);
    sums.arena().touch();
    y.arena().touch();
    raw.interactionForward(x, block, sums, y);
  }

  @Override
  public void interactionBackward(
      SparseMatrix x, Tensor block, Tensor sums, Tensor dy, Tensor dBlock) {
    String op = "interactionBackward";
    interaction(op, x, block, sums);
    backend.reads(op, "dy", dy);
    backend.writes(op, "dBlock", dBlock);
    outputs(op, "dy", x, dy, 1);
    block(op, "dBlock", x, dBlock, block.columns(), block);
    Requirements.apart(op, "dBlock", dBlock, "block", block);
    Requirements.apart(op, "dBlock", dBlock, "sums", sums);
    Requirements.apart(op, "dBlock", dBlock, "dy", dy);
    dBlock.arena().touch();
    raw.interactionBackward(x, block, sums, dy, dBlock);
  }

  private void interaction(String op, SparseMatrix x, Tensor block, Tensor sums) {
    backend.requireOpen(op);
    backend.reads(op, "block", block);
    backend.reads(op, "sums", sums);
    block(op, "block", x, block, sums.columns(), sums);
    outputs(op, "sums", x, sums, block.columns());
  }
}
