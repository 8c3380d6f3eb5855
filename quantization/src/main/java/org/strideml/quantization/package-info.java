/**
 * Lossy and lossless encodings of parameter vectors, and the bytes they travel as.
 *
 * <p>A {@link org.strideml.quantization.Codec} turns a run of floats into bytes; {@link
 * org.strideml.quantization.CodecType} lists those there are. {@code ErrorFeedback} goes around any
 * of them, an {@code EntropyStage} behind any. {@code MessageFormat} puts the runs of a whole model
 * into one self-describing, checksummed message, {@code ChunkedFormat} into as many as arrays can
 * hold. Random bits come from a {@link org.strideml.quantization.RandomKey}, never from a generator
 * with state, so that a retried task sends the same bytes.
 */
package org.strideml.quantization;
