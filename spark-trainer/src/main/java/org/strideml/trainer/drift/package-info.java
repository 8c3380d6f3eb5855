/**
 * What a worker does beside its plain steps, so that skewed data does not pull it away from the
 * others. Each method is a record; its vectors, at workers and at the driver, are by name in their
 * states and checkpoints.
 */
package org.strideml.trainer.drift;
