package org.strideml.trainer.spark;

import java.io.Serializable;

/**
 * An assignment as tasks see it.
 *
 * @param round its span counts the worker's assignments, its steps those of the shard
 * @param shard whose rows
 * @param version of the parameters it starts from
 */
record StreamInput(RoundInput round, int shard, long version) implements Serializable {}
