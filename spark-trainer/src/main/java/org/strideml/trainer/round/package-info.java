/**
 * One round without Spark: what a worker computes, what it sends, how the driver folds it together.
 *
 * <p>Everything here is a pure function of its arguments, so a retried task, another machine or a
 * resumed run gives the same bits.
 */
package org.strideml.trainer.round;
