package org.strideml.jobs.sweep.result;

/**
 * One decision about a trial that was still training.
 *
 * @param rule {@code asha} or {@code median}
 * @param bracket of ASHA, counted from 0; 0 for others
 * @param milestone the rung's time, in {@code sweep.stopping.timeAttr}
 * @param value of the sweep's metric there
 * @param cutoff what it was held against; NaN when there was nothing yet
 * @param kept whether the trial went on
 */
public record Rung(
    String rule, int bracket, long milestone, double value, double cutoff, boolean kept) {}
