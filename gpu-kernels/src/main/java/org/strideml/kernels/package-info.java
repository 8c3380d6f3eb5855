/**
 * Numeric operations of training and the devices that carry them out.
 *
 * <p>{@link org.strideml.kernels.Backend} is the contract: every operation a model's forward and
 * backward pass or an optimizer needs, on {@link org.strideml.kernels.Tensor}s that live in {@link
 * org.strideml.kernels.Arena}s. An arena belongs to one backend and may be resident on a device, so
 * data enters and leaves only through {@code write} and {@code read}. Implementations: {@code
 * reference} (plain loops, the control of all others), {@code cpu} (oneDNN and vectorized loops)
 * and {@code opencl} (Aparapi). All pass the same contract test.
 */
package org.strideml.kernels;
