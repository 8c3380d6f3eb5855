/**
 * What is trained. A {@link org.strideml.trainer.model.Model} is an architecture without weights,
 * {@link org.strideml.trainer.model.Mlp}, {@link org.strideml.trainer.model.Gpt} or {@link
 * org.strideml.trainer.model.Llama}; {@link org.strideml.trainer.model.Network} is that
 * architecture laid out in one backend's memory, with its forward and backward pass written out.
 * {@link org.strideml.trainer.model.ModelFolder} keeps trained models, {@link
 * org.strideml.trainer.model.TextSampler} writes with them. Nothing here knows Spark.
 */
package org.strideml.trainer.model;
