package org.strideml.jobs.sweep.result;

/**
 * A figure over seeds.
 *
 * @param n how many
 * @param mean of them
 * @param deviation standard deviation of the sample, with n - 1; NaN of fewer than two
 * @param low lower end of the mean's confidence interval, by Student's t; NaN of fewer than two
 * @param high upper end
 */
public record Estimate(int n, double mean, double deviation, double low, double high) {}
