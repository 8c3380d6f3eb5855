package org.strideml.kernels;

/** Where a dense layer's gradients go; shapes as in {@link Dense}, bias {@code null} for none. */
public record DenseGradients(Tensor weight, Tensor bias) {}
