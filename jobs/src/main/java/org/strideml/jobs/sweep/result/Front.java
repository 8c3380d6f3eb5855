package org.strideml.jobs.sweep.result;

import java.util.List;

/**
 * Settings of which no other has at least the quality at less cost, or better quality at no more.
 *
 * @param cost name of the figure that is paid
 * @param settings their numbers, the cheapest first
 */
public record Front(String cost, List<Integer> settings) {}
