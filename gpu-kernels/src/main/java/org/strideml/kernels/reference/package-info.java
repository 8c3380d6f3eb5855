/**
 * Every operation as the plainest loop that says it, with all sums in double precision.
 *
 * <p>{@link org.strideml.kernels.reference.ReferenceBackend} is slow and easy to read. It is the
 * control the other backends are compared with, and a backend in its own right for small models.
 */
package org.strideml.kernels.reference;
