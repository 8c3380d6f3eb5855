package org.strideml.trainer.model;

import java.io.Serializable;

/**
 * What the last layer's scores mean, and with it the loss a network is trained with.
 *
 * <table>
 * <caption>tasks</caption>
 * <tr><th>task</th><th>scores per row</th><th>read as</th><th>loss</th><th>target</th></tr>
 * <tr><td>multiclass</td><td>one per class</td><td>softmax</td><td>cross-entropy</td>
 *     <td>a class in {@link Batch#targets}</td></tr>
 * <tr><td>binary</td><td>one</td><td>sigmoid: probability of class 1</td><td>cross-entropy</td>
 *     <td>class 0 or 1 in {@link Batch#targets}</td></tr>
 * <tr><td>multilabel</td><td>one per label</td><td>sigmoid each</td><td>mean cross-entropy</td>
 *     <td>0 or 1 per label in {@link Batch#values}</td></tr>
 * <tr><td>regression</td><td>one per number</td><td>the number</td><td>mean squared error</td>
 *     <td>numbers in {@link Batch#values}</td></tr>
 * </table>
 *
 * @param task what is predicted
 * @param outputs scores per row
 */
public record Head(Task task, int outputs) implements Serializable {

  /** Kinds of predictions. */
  public enum Task {
    MULTICLASS,
    BINARY,
    MULTILABEL,
    REGRESSION
  }

  public Head {
    Sizes.positive("outputs", outputs);
    if (task == Task.BINARY && outputs != 1) {
      throw new IllegalArgumentException("a binary task has 1 output, got " + outputs);
    }
  }

  public static Head multiclass(int classes) {
    Sizes.positive("classes", classes);
    return new Head(Task.MULTICLASS, classes);
  }

  public static Head binary() {
    return new Head(Task.BINARY, 1);
  }

  public static Head multilabel(int labels) {
    return new Head(Task.MULTILABEL, labels);
  }

  public static Head regression(int numbers) {
    return new Head(Task.REGRESSION, numbers);
  }

  /** Whether a target is one of several classes. */
  public boolean classifies() {
    return task == Task.MULTICLASS || task == Task.BINARY;
  }

  /** Classes a target can be; 0 when it is none. */
  public int classes() {
    return switch (task) {
      case MULTICLASS -> outputs;
      case BINARY -> 2;
      case MULTILABEL, REGRESSION -> 0;
    };
  }

  /** What a row of {@code features} floats and {@code ids} codes holds for this task. */
  public BatchShape rowOf(int features, int ids) {
    return new BatchShape(features, ids, classifies() ? 1 : 0, classifies() ? 0 : outputs);
  }
}
