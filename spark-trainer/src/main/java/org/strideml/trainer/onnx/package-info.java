/**
 * Models as ONNX files, for runtimes elsewhere. The graphs take what a model's preprocessing gives,
 * and give its scores and what they mean.
 */
package org.strideml.trainer.onnx;
