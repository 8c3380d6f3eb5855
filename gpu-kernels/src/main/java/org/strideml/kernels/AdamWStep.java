package org.strideml.kernels;

/**
 * Scalars of one AdamW update (Loshchilov &amp; Hutter): p ← p·(1 − learningRate·weightDecay); m ←
 * β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p − learningRate·(m/c₁)/(√(v/c₂) + epsilon).
 *
 * @param correction1 c₁ = 1 − β₁ᵗ, computed in double by the caller
 * @param correction2 c₂ = 1 − β₂ᵗ
 */
public record AdamWStep(
    float learningRate,
    float beta1,
    float beta2,
    float epsilon,
    float weightDecay,
    double correction1,
    double correction2) {}
