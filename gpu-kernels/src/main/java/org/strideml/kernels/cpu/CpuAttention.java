package org.strideml.kernels.cpu;

import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Tensor;

/**
 * Causal self-attention, one sequence and head at a time, so that scores stay in cache. Products
 * read queries, keys and values where they lie, side by side in qkv.
 *
 * <p>Query rows go in blocks: a block's products end at its last row, since no key after that is
 * seen. Beyond the diagonal within a block the scores are computed and dropped.
 */
final class CpuAttention {
  /** Rows of queries per product. Smaller wastes less above the diagonal but multiplies slower. */
  private static final int BLOCK = 64;

  /** A score whose exponential vanishes beside that of any other. */
  private static final float NEVER = -1e30f;

  private final Gemm gemm;
  private final Rows rows;
  private final Row probability = new Row();
  private final Row score = new Row();
  private final Head at = new Head();

  CpuAttention(Gemm gemm, Rows rows) {
    this.gemm = gemm;
    this.rows = rows;
  }

  void forward(AttentionShape shape, Tensor qkv, Tensor probabilities, Tensor out) {
    for (int b = 0; b < shape.batch(); b++) {
      for (int head = 0; head < shape.heads(); head++) {
        at.aim(shape, b, head);
        for (int from = 0; from < shape.time(); from += BLOCK) {
          int to = Math.min(from + BLOCK, shape.time());
          gemm.a.of(qkv, at.query(from), at.qkvStride());
          gemm.b.of(qkv, at.key(0), at.qkvStride()).transposed(true);
          gemm.c.of(probabilities, at.score(from), shape.time());
          gemm.multiply(to - from, shape.headWidth(), to, at.scale(), 0);
          softmax(from, to, probabilities);
          gemm.a.of(probabilities, at.score(from), shape.time());
          gemm.b.of(qkv, at.value(0), at.qkvStride());
          gemm.c.of(out, at.out(from), shape.width());
          gemm.multiply(to - from, to, shape.headWidth(), 1, 0);
        }
      }
    }
  }

  /** Rows are treated up to the block's end, so that vectors come out even. */
  private void softmax(int from, int to, Tensor probabilities) {
    probability.of(probabilities);
    for (int t = from; t < to; t++) {
      int unseen = to - t - 1;
      rows.fill(NEVER, probability.from(at.score(t) + t + 1), unseen);
      probability.from(at.score(t));
      float maximum = rows.maximum(probability, to);
      float sum = rows.exponentials(probability, maximum, probability, to);
      rows.scale(1 / sum, probability, to);
      rows.fill(0, probability.from(at.score(t) + t + 1), at.shape.time() - t - 1);
    }
  }

  /** {@code dScores} is scratch of T × T. */
  void backward(
      AttentionShape shape,
      Tensor qkv,
      Tensor probabilities,
      Tensor dOut,
      Tensor dQkv,
      Tensor dScores) {
    for (int b = 0; b < shape.batch(); b++) {
      for (int head = 0; head < shape.heads(); head++) {
        at.aim(shape, b, head);
        // From the last block on, whose keys are all of them: it overwrites, the others add.
        int from = (shape.time() - 1) / BLOCK * BLOCK;
        float beta = 0;
        for (; from >= 0; from -= BLOCK, beta = 1) {
          int to = Math.min(from + BLOCK, shape.time());
          gemm.a.of(dOut, at.out(from), shape.width());
          gemm.b.of(qkv, at.value(0), at.qkvStride()).transposed(true);
          gemm.c.of(dScores, 0, shape.time());
          gemm.multiply(to - from, shape.headWidth(), to, 1, 0);
          gemm.a.of(probabilities, at.score(from), shape.time()).transposed(true);
          gemm.b.of(dOut, at.out(from), shape.width());
          gemm.c.of(dQkv, at.value(0), at.qkvStride());
          gemm.multiply(to, to - from, shape.headWidth(), 1, beta);
          softmaxGradient(from, to, probabilities, dScores);
          gemm.a.of(dScores, 0, shape.time());
          gemm.b.of(qkv, at.key(0), at.qkvStride());
          gemm.c.of(dQkv, at.query(from), at.qkvStride());
          gemm.multiply(to - from, to, shape.headWidth(), 1, 0);
          gemm.a.of(dScores, 0, shape.time()).transposed(true);
          gemm.b.of(qkv, at.query(from), at.qkvStride());
          gemm.c.of(dQkv, at.key(0), at.qkvStride());
          gemm.multiply(to, to - from, shape.headWidth(), 1, beta);
        }
      }
    }
  }

  /** Beyond the diagonal the probabilities and with them the gradients are 0. */
  private void softmaxGradient(int from, int to, Tensor probabilities, Tensor dScores) {
    probability.of(probabilities);
    score.of(dScores);
    for (int t = from; t < to; t++) {
      probability.from(at.score(t));
      score.from((t - from) * at.shape.time());
      float center = rows.dot(probability, score, to);
      rows.softmaxGradient(probability, center, at.scale(), score, to);
    }
  }

  /** Where one sequence's head lies within the tensors; t is a position. */
  private static final class Head {
    private AttentionShape shape;
    private int batch;
    private int head;

    void aim(AttentionShape shape, int batch, int head) {
      this.shape = shape;
      this.batch = batch;
      this.head = head;
    }

    int qkvStride() {
      return 3 * shape.width();
    }

    float scale() {
      return (float) (1 / Math.sqrt(shape.headWidth()));
    }

    int query(int t) {
      return (batch * shape.time() + t) * qkvStride() + head * shape.headWidth();
    }

    int key(int t) {
      return query(t) + shape.width();
    }

    int value(int t) {
      return query(t) + 2 * shape.width();
    }

    int score(int t) {
      return ((batch * shape.heads() + head) * shape.time() + t) * shape.time();
    }

    int out(int t) {
      return (batch * shape.time() + t) * shape.width() + head * shape.headWidth();
    }
  }
}
