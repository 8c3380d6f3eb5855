package org.strideml.jobs.events;

/**
 * A round of a run, as it stands in Spark's event log. Figures are those of {@code metrics.jsonl}.
 *
 * @param run name of the run's folder
 */
public record RoundDone(
    String run,
    long round,
    long step,
    long samples,
    double epoch,
    double loss,
    double learningRate,
    int syncPeriod,
    int workers,
    long bytesDown,
    long bytesUp,
    double computeSeconds,
    double encodeSeconds,
    double waitSeconds,
    double roundSeconds)
    implements RunEvent {}
