package org.strideml.jobs.sweep.result;

/**
 * Where to go on from.
 *
 * @param setting number of the setting with the best mean
 * @param trial number of its best trial
 * @param conf file in the sweep's folder with its configuration, which {@code train} takes
 */
public record Best(int setting, int trial, String conf) {}
