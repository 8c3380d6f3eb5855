/**
 * Many runs in one Spark application. {@link org.strideml.jobs.sweep.SweepJob} gives each trial a
 * thread and a folder, {@link org.strideml.jobs.sweep.result} is what comes of it, {@code stopping}
 * ends trials early, {@code statistics} says what the figures mean.
 */
package org.strideml.jobs.sweep;
