/**
 * When workers meet, and how what they bring becomes one: {@link SyncPolicy} says how many local
 * steps a round has, {@link Aggregation} folds the workers' vectors. Each method is a small record;
 * the trainer knows the interfaces only.
 *
 * <p>A decision is a function of {@link SyncPoint}, which a checkpoint holds, so a resumed run
 * decides as an uninterrupted one.
 */
package org.strideml.trainer.sync;
