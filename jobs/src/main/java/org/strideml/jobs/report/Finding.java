package org.strideml.jobs.report;

/**
 * What follows from the figures.
 *
 * @param headline one short sentence
 * @param detail what it rests on and what to do; may be empty
 */
public record Finding(String headline, String detail) {}
