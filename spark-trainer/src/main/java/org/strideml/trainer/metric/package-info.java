/**
 * How good predictions are: figures of merit for each kind of task, as sums that parts of a data
 * set are counted into one by one and folded in a fixed order.
 */
package org.strideml.trainer.metric;
