package org.strideml.kernels;

/**
 * Scalars of one SGD update: g ← s·g + weightDecay·p; b ← momentum·b + g; p ← p − learningRate·d
 * with d = g + momentum·b (Nesterov) or b. With momentum 0, b is untouched and d = g. The first
 * step from b = 0 gives b = g, as PyTorch does.
 */
public record SgdStep(float learningRate, float momentum, boolean nesterov, float weightDecay) {}
