/**
 * How parameters move: inner optimizers on a worker, outer optimizers on the driver, learning-rate
 * schedules. Configuration is a record; state is a value of its own.
 */
package org.strideml.trainer.optim;
