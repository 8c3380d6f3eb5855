/**
 * A run's state on disk: complete or absent, never half. A checkpoint is a folder {@code
 * round-00000050} with the driver's state, one file per worker that carries state, and {@code
 * checkpoint.json}, which is written last; the folder gets its name by a rename.
 */
package org.strideml.trainer.checkpoint;
