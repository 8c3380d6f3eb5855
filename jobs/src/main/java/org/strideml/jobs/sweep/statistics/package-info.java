/**
 * What a sweep's figures say: means and intervals over seeds, paired tests, fronts. Sample sizes
 * are small, so intervals are Student's t and pairs are tested by their differences; many
 * comparisons are corrected for by Holm's method. Mathematics is Spark's commons-math.
 */
package org.strideml.jobs.sweep.statistics;
