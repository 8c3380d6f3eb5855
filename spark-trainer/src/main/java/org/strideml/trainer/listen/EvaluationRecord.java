package org.strideml.trainer.listen;

import org.strideml.trainer.metric.Quality;

/**
 * The model held against the held-out rows.
 *
 * @param round after which round; 0 before the first
 * @param step local steps per worker so far
 * @param quality loss and figures of merit
 * @param best whether this is the lowest loss so far
 * @param seconds it took
 */
public record EvaluationRecord(
    long round, long step, Quality quality, boolean best, double seconds) {}
