/**
 * What came of a sweep, as {@code sweep.json} in its folder says it: written after every trial,
 * read by reports and by people's own scripts.
 *
 * <pre>
 * formatVersion   2; 1 had no outcomes
 * name            of the sweep, that of its configuration file
 * status          running | done | failed (a trial failed or was refused) | stopped
 * code            version of the program that ran the trials
 * metric, mode    the figure that says which setting is best, and whether min or max is
 * confidence      of all intervals, 0.95
 * seconds         the sweep has taken, restarts included
 * axes            [{key, values}]  what is varied, seeds last
 * trials          [{number, id, run, point, seed, status, error, rungs, configHash, dataHash,
 *                   figures}]
 *                 number counts from 1 and run is the trial's folder within the sweep's, with the
 *                 files of a run; figures are the numbers of its summary.json by their names there,
 *                 and bytes = bytesDown + bytesUp
 * settings        [{number, point, trials, figures: {NAME: {n, mean, deviation, low, high}}}]
 *                 trials that differ in nothing but the seed, over those of them that are done
 * againstBest     [{first, second, metric, pairs, difference, low, high, t, p, adjusted}]
 *                 each setting (second) against the best one (first), paired by seed
 * oneApart        the same for settings that differ in one key
 * fronts          [{cost: bytes | seconds, settings}]  which no other beats in quality at that cost
 * outcomes        [{name, says, metric, setting, against, times, side, margin, smallest, exploratory,
 *                   pairs, difference, low, high, verdict}]
 *                 what came of sweep.expect
 * best            {setting, trial, conf}  conf is a file that train takes; null before one is done
 * </pre>
 *
 * <p>Numbers that do not exist are null in the file and NaN in Java. {@link
 * org.strideml.jobs.sweep.result.SweepFile} reads and writes it.
 */
package org.strideml.jobs.sweep.result;
