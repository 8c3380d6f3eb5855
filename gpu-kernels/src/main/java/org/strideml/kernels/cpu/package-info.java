/**
 * Training on one core of a processor: matrix products by oneDNN, all other loops by the JDK's
 * Vector API.
 *
 * <p>Arenas live outside of the Java heap, so products read and write them in place and nothing is
 * staged. {@link org.strideml.kernels.cpu.Rows} holds what a step does besides products, twice:
 * {@code VectorRows}, and {@code PlainRows} for a JVM without {@code jdk.incubator.vector}, with
 * the same bits. {@link org.strideml.kernels.cpu.Gemm} holds the products, twice as well: {@code
 * OneDnnGemm}, and {@code NetlibGemm} where oneDNN cannot be loaded.
 */
package org.strideml.kernels.cpu;
