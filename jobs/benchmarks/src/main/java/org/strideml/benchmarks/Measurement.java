package org.strideml.benchmarks;

import java.util.Map;

/**
 * One figure and what it is held against.
 *
 * @param group name of the {@link Group}
 * @param name unique among all groups
 * @param params what was measured: sizes, settings, how often
 * @param value median over repetitions, in {@code unit}
 * @param unit of value
 * @param against what value is divided by for {@code ratio}, in the same unit
 * @param ratio value ÷ that of {@code against}
 */
record Measurement(
    String group,
    String name,
    Map<String, Object> params,
    double value,
    String unit,
    String against,
    double ratio) {}
