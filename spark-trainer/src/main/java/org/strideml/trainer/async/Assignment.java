package org.strideml.trainer.async;

/**
 * Local training that one worker does in one go.
 *
 * @param worker who
 * @param sequence assignments this worker has had before
 * @param shard whose rows
 * @param firstStep local steps that were made on the shard before, by anybody; position in its rows
 *     and in its learning-rate schedule
 * @param steps to be made
 * @param version outer steps that the parameters it starts from had behind them
 * @param startNanos when, by the run's clock
 */
public record Assignment(
    int worker,
    long sequence,
    int shard,
    long firstStep,
    int steps,
    long version,
    long startNanos) {}
