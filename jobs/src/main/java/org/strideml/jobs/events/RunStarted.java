package org.strideml.jobs.events;

/**
 * A run begins, or goes on after {@code round}.
 *
 * @param run name of the run's folder
 * @param configHash of every setting that decides numbers
 */
public record RunStarted(
    String run,
    String configHash,
    long round,
    long totalRounds,
    long totalSteps,
    int parameters,
    long rows,
    int workers)
    implements RunEvent {}
