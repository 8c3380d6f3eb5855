package org.strideml.trainer.round;

/**
 * Where the time of a round's local steps went.
 *
 * @param total all of it, in nanoseconds
 * @param products in matrix products and convolutions; 0 where the backend does not measure that
 * @param staging bringing rows into batches and parameters in and out
 */
public record StepNanos(long total, long products, long staging) {}
