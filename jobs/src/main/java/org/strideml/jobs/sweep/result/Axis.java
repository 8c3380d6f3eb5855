package org.strideml.jobs.sweep.result;

import java.util.List;

/**
 * What is varied.
 *
 * @param key of the configuration
 * @param values it takes, in the order they were given or drawn
 */
public record Axis(String key, List<String> values) {}
