package org.strideml.kernels;

/**
 * What a backend computes on.
 *
 * @param name as the driver reports it, such as a processor's or card's model
 * @param vendor who made it
 * @param kind {@code cpu}, {@code gpu} or {@code accelerator}
 * @param memoryBytes memory it can address; 0 when unknown
 * @param instructionSet widest vector instructions in use, such as {@code avx512}; empty when the
 *     notion does not apply. Results are promised to the bit only among equal sets.
 */
public record Device(
    String name, String vendor, String kind, long memoryBytes, String instructionSet) {}
