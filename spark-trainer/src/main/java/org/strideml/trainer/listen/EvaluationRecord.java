package org.strideml.trainer.listen;

/**
 * The model held against the held-out rows.
 *
 * @param round after which round; 0 before the first
 * @param step local steps per worker so far
 * @param evalLoss mean over rows, or over positions for text
 * @param accuracy share of right classes, or of right next tokens
 * @param rows held-out rows seen
 * @param best whether this is the lowest {@code evalLoss} so far
 * @param seconds it took
 */
public record EvaluationRecord(
    long round,
    long step,
    double evalLoss,
    double accuracy,
    long rows,
    boolean best,
    double seconds) {}
