/**
 * Looks whether a backend computes what the reference does, on the machine it will work on: an
 * exercise for every operation there is, none of which may be wrong, and how long each takes.
 *
 * <p>{@link org.strideml.kernels.examination.Exercises#all} must name every operation; a test
 * counts which ones its exercises call. The tests' contract of backends goes further, with many
 * shapes.
 */
package org.strideml.kernels.examination;
