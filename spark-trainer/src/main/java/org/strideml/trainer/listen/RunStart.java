package org.strideml.trainer.listen;

/**
 * What is about to run.
 *
 * @param round rounds already done, 0 for a fresh run
 * @param totalRounds rounds when it ends by itself
 * @param totalSteps local steps per worker when it ends by itself
 * @param parameters of the model
 * @param rows of training data
 * @param evaluationRows held out
 * @param workers logical workers
 */
public record RunStart(
    long round,
    long totalRounds,
    long totalSteps,
    int parameters,
    long rows,
    long evaluationRows,
    int workers) {}
