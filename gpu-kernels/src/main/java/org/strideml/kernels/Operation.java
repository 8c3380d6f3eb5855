package org.strideml.kernels;

/** Groups of operations a backend may or may not have; a model says which it needs. */
public enum Operation {
  DENSE,
  LOSS,
  OPTIMIZER,
  SEQUENCE,
  SPARSE,
  IMAGE
}
