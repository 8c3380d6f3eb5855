package org.strideml.trainer.model;

import java.io.Serializable;

/**
 * What one row of a {@link Batch} holds; a number is 0 where the model reads nothing of the kind.
 *
 * @param features floats a model computes with
 * @param ids tokens or category codes, which a model looks up in tables
 * @param targets classes to be predicted: one per row, or one per position of a text
 * @param values numbers to be predicted: of a regression, or a 0 or 1 per label
 * @param sparse features of which a row names the few that are not zero
 */
public record BatchShape(int features, int ids, int targets, int values, int sparse)
    implements Serializable {
  public BatchShape {
    if (features < 0 || ids < 0 || targets < 0 || values < 0 || sparse < 0) {
      throw new IllegalArgumentException(
          "features, ids, targets, values and sparse must be >= 0, got %d, %d, %d, %d, %d"
              .formatted(features, ids, targets, values, sparse));
    }
  }

  /** Without sparse features. */
  public BatchShape(int features, int ids, int targets, int values) {
    this(features, ids, targets, values, 0);
  }

  /** The same with sparse features. */
  public BatchShape withSparse(int newSparse) {
    return new BatchShape(features, ids, targets, values, newSparse);
  }

  /** Rows of floats with one class each. */
  public static BatchShape ofFeatures(int features) {
    return new BatchShape(features, 0, 1, 0);
  }

  /** Tokens of a sequence of at least two; 0 when ids are no sequence, but categories of a row. */
  public int tokens() {
    return targets > 1 && targets == ids ? ids : 0;
  }

  /** Sequences with the next token at each position. */
  public static BatchShape ofTokens(int context) {
    return new BatchShape(0, context, context, 0);
  }
}
