package org.strideml.jobs.events;

import java.util.Map;

/**
 * A model was held against the held-out rows.
 *
 * @param run name of the run's folder
 * @param loss on them
 * @param figures such as {@code accuracy}, by name
 * @param best whether no earlier loss was as low
 */
public record EvaluationDone(
    String run,
    long round,
    long step,
    double loss,
    Map<String, Double> figures,
    boolean best,
    double seconds)
    implements RunEvent {}
